package access

import (
	"slices"
	"time"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// Status is where a request stands.
type Status string

// The ways of a request: pending → approved → running → done or failed; one that expires
// goes on by revoking → revoked. What was not approved is rejected, what was taken back
// before it began is cancelled.
const (
	Pending   Status = "pending"
	Approved  Status = "approved"
	Running   Status = "running"
	Done      Status = "done"
	Failed    Status = "failed"
	Rejected  Status = "rejected"
	Cancelled Status = "cancelled"
	Revoking  Status = "revoking"
	Revoked   Status = "revoked"
)

// OpenStatuses are those of requests of which something is still to happen before NinjaOne
// is as asked.
func OpenStatuses() []Status { return []Status{Pending, Approved, Running} }

// Open tells whether something is still to happen before NinjaOne is as asked.
func (s Status) Open() bool { return slices.Contains(OpenStatuses(), s) }

// Request is a request as its events tell.
type Request struct {
	Asked  *event.AccessRequested // nil: there is none
	Status Status
	Done   *event.AccessDone
	Failed *event.AccessFailed
}

// EvolveRequest folds an event.
func EvolveRequest(r Request, p event.Payload) Request {
	switch p := p.(type) {
	case *event.AccessRequested:
		r.Asked, r.Status = p, Approved
		if p.NeedsApproval {
			r.Status = Pending
		}
	case *event.AccessApproved:
		r.Status = Approved
	case *event.AccessRejected:
		r.Status = Rejected
	case *event.AccessCancelled:
		r.Status = Cancelled
	case *event.AccessStarted:
		r.Status = Running
	case *event.AccessDone:
		r.Status, r.Done = Done, p
	case *event.AccessFailed:
		r.Status, r.Failed = Failed, p
	case *event.AccessExpired:
		r.Status = Revoking
	case *event.AccessRevoked:
		r.Status = Revoked
	}
	return r
}

// Commands about a request. By is who gives it, an id.
type (
	Ask struct{ Asked *event.AccessRequested }
	// Approve lets a request be carried out. Own tells that the person who asked is behind
	// it, by another name such as that of a token.
	Approve struct {
		By  string
		Own bool
	}
	Reject struct{ By, Reason string }
	Cancel struct{ By string }
	Start  struct{}
	Finish struct {
		UserID    int64
		AlreadySo bool
	}
	Fail   struct{ Reason, Message string }
	Expire struct{ Now time.Time }
	Revoke struct{ AlreadySo bool }
)

// DecideRequest turns a command into events. What was done already is no event.
func DecideRequest(r Request, command any) ([]event.Payload, error) {
	if ask, is := command.(Ask); is {
		if r.Asked != nil {
			return nil, nil
		}
		return one(ask.Asked), nil
	}
	if r.Asked == nil {
		return nil, domain.NotFound("request")
	}
	id := r.Asked.Request
	switch c := command.(type) {
	case Approve:
		return r.approve(c, id)
	case Reject:
		return r.from(&event.AccessRejected{Request: id, By: c.By, Reason: c.Reason}, Pending)
	case Cancel:
		return r.from(&event.AccessCancelled{Request: id, By: c.By}, Pending, Approved)
	case Start:
		return r.from(&event.AccessStarted{Request: id}, Approved)
	case Finish:
		return r.from(&event.AccessDone{Request: id, UserID: c.UserID, AlreadySo: c.AlreadySo}, Running)
	case Fail:
		return r.from(&event.AccessFailed{Request: id, Reason: c.Reason, Message: c.Message}, Running, Revoking)
	case Expire:
		if r.Asked.ExpiresAt == nil || c.Now.Before(*r.Asked.ExpiresAt) {
			return nil, nil
		}
		return r.from(&event.AccessExpired{Request: id}, Done)
	case Revoke:
		return r.from(&event.AccessRevoked{Request: id, AlreadySo: c.AlreadySo}, Revoking)
	}
	return nil, nil
}

func one(p event.Payload) []event.Payload { return []event.Payload{p} }

func (r Request) approve(c Approve, id uuid.UUID) ([]event.Payload, error) {
	if r.Status == Pending && (c.Own || c.By == r.Asked.By) {
		return nil, &domain.Error{Code: domain.CodeForbidden, Reason: "own_request",
			Message: "Who asks can't approve it. Somebody else with access:manage must."}
	}
	return r.from(&event.AccessApproved{Request: id, By: c.By}, Pending)
}

// from gives the event where the request stands at one of the places that it leads on from.
func (r Request) from(p event.Payload, places ...Status) ([]event.Payload, error) {
	for _, s := range places {
		if r.Status == s {
			return one(p), nil
		}
	}
	return nil, &domain.Error{Code: domain.CodeConflict, Reason: "request_" + string(r.Status),
		Message: "The request is " + string(r.Status) + "; this is not possible any more."}
}

// NeedsApproval tells whether another person must approve a request: by the settings of
// its connection always, never, or where it concerns administrators or deletes.
func NeedsApproval(s Settings, r *event.AccessRequested, administrators bool) bool {
	switch s.Approval {
	case ApproveAlways:
		return true
	case ApproveNever:
		return false
	}
	return r.Action == event.AccessDelete || r.Administrator || administrators
}

// AdministratorRole is the name of the role of System Administrators. NinjaOne has no flag
// for it, and a role of this name and kind is treated as one.
const AdministratorRole = "System Administrator"
