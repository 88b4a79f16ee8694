package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// AccessRequest is a request to change accounts or roles in NinjaOne.
type AccessRequest struct {
	ID         uuid.UUID `json:"id"`
	Connection Ref       `json:"connection"`
	Action     string    `json:"action"` // create, delete, add_member or remove_member
	Status     string    `json:"status"` // pending, approved, running, done, failed, rejected, cancelled, revoking or revoked

	Account    *uuid.UUID `json:"account,omitempty"`
	UserID     int64      `json:"user_id,omitempty"`
	Kind       string     `json:"kind,omitempty"`
	FirstName  string     `json:"first_name,omitempty"`
	LastName   string     `json:"last_name,omitempty"`
	Email      string     `json:"email,omitempty"`
	Phone      string     `json:"phone,omitempty"`
	Role       *Ref       `json:"role,omitempty"`
	RoleID     int64      `json:"role_id,omitempty"`
	OrgID      int64      `json:"organization_id,omitempty"`
	FullPortal bool       `json:"full_portal_access"`
	Invite     bool       `json:"send_invitation"`
	// Before and After are the names of the account's roles; of a deletion, Before is
	// what the snapshot keeps.
	Before        []string `json:"before"`
	After         []string `json:"after"`
	Administrator bool     `json:"administrator"` // concerns an administrator

	Origin        string     `json:"origin"`
	Reason        string     `json:"reason,omitempty"`
	NeedsApproval bool       `json:"needs_approval"`
	ExpiresAt     *time.Time `json:"expires_at,omitempty"`
	AskedAt       *time.Time `json:"asked_at,omitempty"`
	AskedBy       string     `json:"asked_by"`
	DecidedAt     *time.Time `json:"decided_at,omitempty"`
	DecidedBy     string     `json:"decided_by,omitempty"`
	EndedAt       *time.Time `json:"ended_at,omitempty"`
	AlreadySo     bool       `json:"already_so"`
	Failure       string     `json:"failure,omitempty"`
	Message       string     `json:"message,omitempty"`
	Version       int64      `json:"version"`
}

// Name is the account's person.
func (r AccessRequest) Name() string {
	return AccessAccount{FirstName: r.FirstName, LastName: r.LastName}.Name()
}

// AccessDraft is a request to be made.
type AccessDraft struct {
	Action string `json:"action"`
	// Account and Role are those that it is about, but for one to be created.
	Account *uuid.UUID `json:"account"`
	Role    *uuid.UUID `json:"role"`
	// Of an account to be created.
	Connection       *uuid.UUID `json:"connection"`
	Kind             string     `json:"kind"`
	FirstName        string     `json:"first_name"`
	LastName         string     `json:"last_name"`
	Email            string     `json:"email"`
	Phone            string     `json:"phone"`
	OrganizationID   int64      `json:"organization_id"`
	FullPortalAccess bool       `json:"full_portal_access"`
	SendInvitation   bool       `json:"send_invitation"`
	// Recreates is the request that deleted the account which is to be made again.
	Recreates *uuid.UUID `json:"recreates"`
	// Confirm is the e-mail address of an account that is to be deleted, typed by a person.
	Confirm   string     `json:"confirm"`
	Reason    string     `json:"reason"`
	ExpiresAt *time.Time `json:"expires_at"`
	// Revert tells that it takes back what was changed in NinjaOne by hand.
	Revert bool `json:"revert"`
	// DryRun shows the request as it would be made, and makes none.
	DryRun bool `json:"dry_run"`
	// Origin is set by the program, such as scim; never read from a body.
	Origin string `json:"-"`
}

// AccessAsked is the answer to a draft. Of a dry run, Written is empty.
type AccessAsked struct {
	Written
	Request AccessRequest `json:"request"`
}

// AccessRequestFilter selects requests; the zero value selects all.
type AccessRequestFilter struct {
	Statuses []string
	Account  uuid.UUID
}

// AccessRequests changes who may do what in NinjaOne (C1P-03 to C1P-05).
type AccessRequests interface {
	List(ctx context.Context, s Scope, f AccessRequestFilter, l List) (Answer[Page[AccessRequest]], error)
	Get(ctx context.Context, s Scope, id uuid.UUID) (Answer[AccessRequest], error)
	Ask(ctx context.Context, c Command, d AccessDraft) (AccessAsked, error)
	Approve(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	Reject(ctx context.Context, c Command, id uuid.UUID, reason string) (Written, error)
	Cancel(ctx context.Context, c Command, id uuid.UUID) (Written, error)
}

// AccessConnector is how the access of a connection is governed, and how reading it goes.
type AccessConnector struct {
	Connection   Ref          `json:"connection"`
	App          string       `json:"app,omitempty"`
	AppKind      string       `json:"app_kind,omitempty"` // unmanaged, managed or new
	Owners       []Ref        `json:"owners"`
	Matching     string       `json:"matching"` // narrow or broad
	Provisioning bool         `json:"provisioning"`
	Approval     string       `json:"approval"`  // always, risky or never
	Frequency    string       `json:"frequency"` // hourly, daily, weekly or manual
	Status       string       `json:"status"`    // not_added, syncing, connected or error
	ReadAt       *time.Time   `json:"read_at,omitempty"`
	Failure      string       `json:"failure,omitempty"`
	Message      string       `json:"message,omitempty"`
	Scopes       []string     `json:"scopes"`
	Capabilities []Capability `json:"capabilities"`
	Version      int64        `json:"version"`
}

// Capability is a row of the table Resource × Sync × Provision (C1G-02).
type Capability struct {
	Resource  string `json:"resource"`
	Sync      bool   `json:"sync"`
	Provision bool   `json:"provision"`
}

// AccessConnectorDraft is how the access of a connection shall be governed.
type AccessConnectorDraft struct {
	App          string      `json:"app"`
	AppKind      string      `json:"app_kind"`
	Owners       []uuid.UUID `json:"owners"`
	Matching     string      `json:"matching"`
	Provisioning bool        `json:"provisioning"`
	Approval     string      `json:"approval"`
	Frequency    string      `json:"frequency"`
}

// AccessConnectors governs the access of connections.
type AccessConnectors interface {
	List(ctx context.Context, s Scope) (Answer[[]AccessConnector], error)
	Set(ctx context.Context, c Command, connection uuid.UUID, d AccessConnectorDraft) (Written, error)
	// Read begins to read accounts and roles now, unless a sync goes on.
	Read(ctx context.Context, c Command, connection uuid.UUID) error
}
