package access

import (
	"coresync/domain/event"

	"github.com/google/uuid"
)

// Owner is whose an account is by decision (C1P-06).
type Owner struct {
	Set     bool
	Contact uuid.UUID // zero: nobody's
}

// EvolveOwner folds a decision.
func EvolveOwner(o Owner, p event.Payload) Owner {
	switch p := p.(type) {
	case *event.AccountOwnerSet:
		return Owner{Set: true, Contact: p.Contact}
	case *event.AccountOwnerReset:
		return Owner{}
	}
	return o
}

// SetOwner says whose an account is; ResetOwner lets the rule decide again.
type (
	SetOwner struct {
		Connection uuid.UUID
		UserID     int64
		Contact    uuid.UUID
	}
	ResetOwner struct {
		Connection uuid.UUID
		UserID     int64
	}
)

// DecideOwner turns a command into events: none where it changes nothing.
func DecideOwner(o Owner, command any) ([]event.Payload, error) {
	switch c := command.(type) {
	case SetOwner:
		if o != (Owner{Set: true, Contact: c.Contact}) {
			return []event.Payload{&event.AccountOwnerSet{Connection: c.Connection, UserID: c.UserID, Contact: c.Contact}}, nil
		}
	case ResetOwner:
		if o.Set {
			return []event.Payload{&event.AccountOwnerReset{Connection: c.Connection, UserID: c.UserID}}, nil
		}
	}
	return nil, nil
}
