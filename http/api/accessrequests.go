package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// RequestsOpen is the filter of those that are not at their end, which have the statuses of
// OpenRequests.
const RequestsOpen = "open"

// OpenRequests are the statuses of requests that go on.
func OpenRequests() []string { return []string{"pending", "approved", "running", "revoking"} }

// AccessRequest is a request to change accounts or roles in NinjaOne.
type AccessRequest struct {
	ID         uuid.UUID `json:"id"`
	Connection Ref       `json:"connection"`
	Action     string    `json:"action"` // create, delete, add_member or remove_member
	Status     string    `json:"status"` // pending, approved, running, done, failed, rejected, cancelled, revoking or revoked

	Account   *uuid.UUID `json:"account,omitempty"`
	UserID    int64      `json:"user_id,omitempty"`
	Kind      string     `json:"kind,omitempty"`
	FirstName string     `json:"first_name,omitempty"`
	LastName  string     `json:"last_name,omitempty"`
	Email     string     `json:"email,omitempty"`
	Phone     string     `json:"phone,omitempty"`
	// Of is the request to create an account which this one is about, where NinjaOne had
	// not made it yet; of one that creates an account for SCIM, the user that gets it.
	Of         *uuid.UUID `json:"of,omitempty"`
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
	// Of is an open request that creates the account which is to be deleted, or the user of
	// SCIM that gets the account; set by the program, never read from a body.
	Of *uuid.UUID `json:"-"`
	// User is what a client of SCIM says of the user of an account to be created; it is kept
	// with the request. Set by the program, never read from a body.
	User *ProvisionedUser `json:"-"`
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
	Statuses   []string
	Action     string
	Account    uuid.UUID
	Connection uuid.UUID
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
