package event

import (
	"time"

	"github.com/google/uuid"
)

// Actions of a request to change access.
const (
	AccessCreate       = "create"        // an account (C1P-03)
	AccessDelete       = "delete"        // an account (C1P-04)
	AccessAddMember    = "add_member"    // of a role (C1P-05)
	AccessRemoveMember = "remove_member" // of a role
)

// AccessRequested asks for one change of accounts or roles in NinjaOne. Names and
// addresses are of the account to be created, or, where one is to be deleted, what is kept
// of it: NinjaOne can't undo a deletion, and from this it can be made again.
type AccessRequested struct {
	Request    uuid.UUID `json:"request"`
	Connection uuid.UUID `json:"connection"`
	Action     string    `json:"action"`
	Kind       string    `json:"kind,omitempty"` // TECHNICIAN or END_USER
	UserID     int64     `json:"user_id,omitempty"`
	RoleID     int64     `json:"role_id,omitempty"`
	// Of is the request that makes the account which is to be deleted, where NinjaOne had not
	// told its id yet.
	Of *uuid.UUID `json:"of,omitempty"`

	FirstName        Personal `json:"first_name"`
	LastName         Personal `json:"last_name"`
	Email            Personal `json:"email"`
	Phone            Personal `json:"phone"`
	OrganizationID   int64    `json:"organization_id,omitempty"`
	FullPortalAccess bool     `json:"full_portal_access,omitempty"`
	SendInvitation   bool     `json:"send_invitation,omitempty"`
	// Roles are those of the account when it was asked: what was before. Of an account to
	// be created they are those that it is given.
	Roles         []int64 `json:"roles,omitempty"`
	Administrator bool    `json:"administrator,omitempty"`

	// Origin is who asks: "person", "scim", "revert" of what was seen in NinjaOne,
	// "recreate" of what was deleted, or "review" of what a campaign revokes.
	Origin string `json:"origin"`
	Reason string `json:"reason,omitempty"`
	// ExpiresAt is when a grant is taken back by itself; nil: never.
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
	// NeedsApproval tells that another person must approve it first.
	NeedsApproval bool `json:"needs_approval"`
	// By is who asks, an id.
	By string `json:"by"`
}

// AccessApproved lets a request be carried out; never by who asked.
type AccessApproved struct {
	Request uuid.UUID `json:"request"`
	By      string    `json:"by"`
}

// AccessRejected ends a request that was not approved.
type AccessRejected struct {
	Request uuid.UUID `json:"request"`
	By      string    `json:"by"`
	Reason  string    `json:"reason,omitempty"`
}

// AccessCancelled ends a request before it began, by whoever may ask.
type AccessCancelled struct {
	Request uuid.UUID `json:"request"`
	By      string    `json:"by"`
}

// AccessStarted says that NinjaOne is about to be changed: whoever goes on after a crash
// looks there first.
type AccessStarted struct {
	Request uuid.UUID `json:"request"`
}

// AccessDone says that NinjaOne is as was asked.
type AccessDone struct {
	Request uuid.UUID `json:"request"`
	// UserID is the account that was created.
	UserID int64 `json:"user_id,omitempty"`
	// AlreadySo: it was as asked before anything was sent.
	AlreadySo bool `json:"already_so,omitempty"`
}

// AccessFailed says that NinjaOne refused, and why.
type AccessFailed struct {
	Request uuid.UUID `json:"request"`
	Reason  string    `json:"reason"` // a stable code
	Message string    `json:"message"`
}

// AccessExpired says that the time of a grant is over; it is taken back next.
type AccessExpired struct {
	Request uuid.UUID `json:"request"`
}

// AccessRevoked says that an expired grant was taken back.
type AccessRevoked struct {
	Request   uuid.UUID `json:"request"`
	AlreadySo bool      `json:"already_so,omitempty"`
}

// AccessRequestStream is the stream of one request.
func AccessRequestStream(request uuid.UUID) string { return "access-request/" + request.String() }

// EventType implements Payload.
func (AccessRequested) EventType() Type { return "AccessRequested" }

// EventType implements Payload.
func (AccessApproved) EventType() Type { return "AccessApproved" }

// EventType implements Payload.
func (AccessRejected) EventType() Type { return "AccessRejected" }

// EventType implements Payload.
func (AccessCancelled) EventType() Type { return "AccessCancelled" }

// EventType implements Payload.
func (AccessStarted) EventType() Type { return "AccessStarted" }

// EventType implements Payload.
func (AccessDone) EventType() Type { return "AccessDone" }

// EventType implements Payload.
func (AccessFailed) EventType() Type { return "AccessFailed" }

// EventType implements Payload.
func (AccessExpired) EventType() Type { return "AccessExpired" }

// EventType implements Payload.
func (AccessRevoked) EventType() Type { return "AccessRevoked" }

// Personals lists the personal members.
func (p *AccessRequested) Personals() []Member {
	return []Member{
		{"first_name", &p.FirstName}, {"last_name", &p.LastName},
		{"email", &p.Email}, {"phone", &p.Phone},
	}
}
