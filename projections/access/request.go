package access

import (
	"time"

	"coresync/domain/access"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Request is a request to change access; names and addresses are sealed.
type Request struct {
	ID               uuid.UUID
	Connection       uuid.UUID
	Action           string
	Kind             string
	UserID           int64
	RoleID           int64
	Of               uuid.UUID // request that makes the account
	FirstName        json.RawMessage
	LastName         json.RawMessage
	Email            json.RawMessage
	Phone            json.RawMessage
	Event            uuid.UUID // that the personal members are sealed for
	OrganizationID   int64
	FullPortalAccess bool
	SendInvitation   bool
	Before           json.RawMessage // role ids of the account when it was asked
	Administrator    bool
	Origin           string
	Reason           string
	ExpiresAt        time.Time
	NeedsApproval    bool
	AskedAt          time.Time
	AskedBy          string
	Status           access.Status
	DecidedAt        time.Time // approved, rejected or cancelled
	DecidedBy        string
	EndedAt          time.Time // done, failed or revoked
	AlreadySo        bool
	Failure          string
	Message          string
	Version          int64
	Position         int64
}

func requestTable() projections.TableSpec[Request] {
	return projections.TableSpec[Request]{
		Name:    "request",
		Comment: "Requests to change accounts and roles in NinjaOne.",
		Columns: requestColumns(),
		ID:      func(r *Request) uuid.UUID { return r.ID },
		Keys:    requestKeys,
		Fold:    foldRequest,
	}
}

func requestColumns() []column.Column[Request] {
	return []column.Column[Request]{
		column.UUID("id", "id of the request", func(r *Request) *uuid.UUID { return &r.ID }),
		column.UUID("connection", "NinjaOne connection", func(r *Request) *uuid.UUID { return &r.Connection }),
		column.Text("action", "create, delete, add_member or remove_member", func(r *Request) *string { return &r.Action }),
		column.Text("kind", "TECHNICIAN or END_USER", func(r *Request) *string { return &r.Kind }),
		column.Int("user_id", "account in NinjaOne; of one that was created, once it is", func(r *Request) *int64 { return &r.UserID }),
		column.Int("role_id", "role in NinjaOne", func(r *Request) *int64 { return &r.RoleID }),
		column.UUID("of", "request that makes the account which is to be deleted", func(r *Request) *uuid.UUID { return &r.Of }),
		column.JSON("first_name", "first name, sealed", func(r *Request) *json.RawMessage { return &r.FirstName }),
		column.JSON("last_name", "surname, sealed", func(r *Request) *json.RawMessage { return &r.LastName }),
		column.JSON("email", "e-mail address, sealed", func(r *Request) *json.RawMessage { return &r.Email }),
		column.JSON("phone", "telephone, sealed", func(r *Request) *json.RawMessage { return &r.Phone }),
		column.UUID("event", "event that the personal members are sealed for", func(r *Request) *uuid.UUID { return &r.Event }),
		column.Int("organization_id", "organization in NinjaOne", func(r *Request) *int64 { return &r.OrganizationID }),
		column.Bool("full_portal_access", "sees all devices of the organization", func(r *Request) *bool { return &r.FullPortalAccess }),
		column.Bool("send_invitation", "NinjaOne sends an invitation", func(r *Request) *bool { return &r.SendInvitation }),
		column.JSON("before", "ids of the roles that the account had", func(r *Request) *json.RawMessage { return &r.Before }),
		column.Bool("administrator", "the account was an administrator", func(r *Request) *bool { return &r.Administrator }),
		column.Text("origin", "person, scim, revert or recreate", func(r *Request) *string { return &r.Origin }),
		column.Text("reason", "why", func(r *Request) *string { return &r.Reason }),
		column.Time("expires_at", "when a grant is taken back by itself", func(r *Request) *time.Time { return &r.ExpiresAt }),
		column.Bool("needs_approval", "another person must approve it", func(r *Request) *bool { return &r.NeedsApproval }),
		column.Time("asked_at", "when it was asked", func(r *Request) *time.Time { return &r.AskedAt }),
		column.Text("asked_by", "by whom, an id", func(r *Request) *string { return &r.AskedBy }),
		column.Text("status", "pending, approved, running, done, failed, rejected, cancelled, revoking or revoked", func(r *Request) *access.Status { return &r.Status }),
		column.Time("decided_at", "when it was approved, rejected or cancelled", func(r *Request) *time.Time { return &r.DecidedAt }),
		column.Text("decided_by", "by whom, an id", func(r *Request) *string { return &r.DecidedBy }),
		column.Time("ended_at", "when it was done, failed or was revoked", func(r *Request) *time.Time { return &r.EndedAt }),
		column.Bool("already_so", "NinjaOne was so before anything was sent", func(r *Request) *bool { return &r.AlreadySo }),
		column.Text("failure", "why it failed, a stable code", func(r *Request) *string { return &r.Failure }),
		column.Text("message", "what was said", func(r *Request) *string { return &r.Message }),
		column.Count("version", "version of its stream, for conflicts", func(r *Request) *int64 { return &r.Version }),
		column.Int("position", "newest event", func(r *Request) *int64 { return &r.Position }),
	}
}

// requested is the event with its personal members as they are sealed.
type requested struct {
	event.AccessRequested
	FirstName json.RawMessage `json:"first_name"`
	LastName  json.RawMessage `json:"last_name"`
	Email     json.RawMessage `json:"email"`
	Phone     json.RawMessage `json:"phone"`
}

func requestKeys(e *projections.Event) []uuid.UUID {
	switch b := e.Body.(type) {
	case *requested:
		return []uuid.UUID{b.Request}
	case *event.AccessApproved:
		return []uuid.UUID{b.Request}
	case *event.AccessRejected:
		return []uuid.UUID{b.Request}
	case *event.AccessCancelled:
		return []uuid.UUID{b.Request}
	case *event.AccessStarted:
		return []uuid.UUID{b.Request}
	case *event.AccessDone:
		return []uuid.UUID{b.Request}
	case *event.AccessFailed:
		return []uuid.UUID{b.Request}
	case *event.AccessExpired:
		return []uuid.UUID{b.Request}
	case *event.AccessRevoked:
		return []uuid.UUID{b.Request}
	}
	return nil
}

func foldRequest(_ *rules.Set, id uuid.UUID, old *Request, e *projections.Event) (*Request, error) {
	row := Request{ID: id}
	if old != nil {
		row = *old
	}
	row.Version, row.Position = e.Version, e.Position
	decided := func(status access.Status, by string) {
		row.Status, row.DecidedAt, row.DecidedBy = status, e.OccurredAt, bounded(by)
	}
	switch b := e.Body.(type) {
	case *requested:
		row.ask(b, e)
	case *event.AccessApproved:
		decided(access.Approved, b.By)
	case *event.AccessRejected:
		decided(access.Rejected, b.By)
		row.Message = bounded(b.Reason)
	case *event.AccessCancelled:
		decided(access.Cancelled, b.By)
	case *event.AccessStarted:
		row.Status = access.Running
	case *event.AccessDone:
		row.Status, row.EndedAt, row.AlreadySo = access.Done, e.OccurredAt, b.AlreadySo
		if b.UserID != 0 {
			row.UserID = b.UserID
		}
	case *event.AccessFailed:
		row.Status, row.EndedAt = access.Failed, e.OccurredAt
		row.Failure, row.Message = bounded(b.Reason), bounded(b.Message)
	case *event.AccessExpired:
		row.Status = access.Revoking
	case *event.AccessRevoked:
		row.Status, row.EndedAt = access.Revoked, e.OccurredAt
	}
	return &row, nil
}

func (r *Request) ask(b *requested, e *projections.Event) {
	r.Connection, r.Action, r.Kind, r.UserID, r.RoleID = b.Connection, bounded(b.Action), bounded(b.Kind), b.UserID, b.RoleID
	r.FirstName, r.LastName, r.Email, r.Phone, r.Event = sealed(b.FirstName), sealed(b.LastName), sealed(b.Email), sealed(b.Phone), e.ID
	r.OrganizationID, r.FullPortalAccess, r.SendInvitation = b.OrganizationID, b.FullPortalAccess, b.SendInvitation
	r.Administrator, r.Origin, r.Reason, r.NeedsApproval = b.Administrator, bounded(b.Origin), bounded(b.AccessRequested.Reason), b.NeedsApproval
	r.AskedAt, r.AskedBy, r.Status = e.OccurredAt, bounded(b.By), access.Approved
	if b.NeedsApproval {
		r.Status = access.Pending
	}
	if b.Of != nil {
		r.Of = *b.Of
	}
	if b.ExpiresAt != nil {
		r.ExpiresAt = *b.ExpiresAt
	}
	if len(b.Roles) > 0 {
		if raw, err := json.Marshal(b.Roles); err == nil {
			r.Before = raw
		}
	}
}
