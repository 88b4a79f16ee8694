// Package mapping holds what people decide about organizations: which customer
// one belongs to, or that it is nobody's. What a name suggests is not decided
// here; that is a rule, and rules live with the projections. Pure.
package mapping

import (
	"errors"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// State is what was last decided about one organization.
type State struct {
	Customer uuid.UUID // zero: not mapped by a person
	Ignored  bool
}

// Command is one decision: exactly one of Customer, Ignore and Unset.
type Command struct {
	Connection     uuid.UUID
	OrganizationID int64
	Customer       uuid.UUID
	Ignore         bool
	Reason         string // of an ignore, optional
	Unset          bool
}

// ErrAmbiguous refuses a command that says nothing, or several things at once.
var ErrAmbiguous = errors.New("name a customer, or ignore the organization, or unset its mapping: one of the three")

// Evolve folds a decision into the state.
func Evolve(s State, p event.Payload) State {
	switch p := p.(type) {
	case *event.OrganizationMapped:
		return State{Customer: p.Customer}
	case *event.OrganizationIgnored:
		return State{Ignored: true}
	case *event.OrganizationUnmapped:
		return State{}
	}
	return s
}

// Decide turns a command into events: none where it changes nothing (MAP-10, MAP-11, MAP-13).
func Decide(s State, c Command) ([]event.Payload, error) {
	chosen := 0
	for _, is := range []bool{c.Customer != uuid.Nil, c.Ignore, c.Unset} {
		if is {
			chosen++
		}
	}
	if chosen != 1 {
		return nil, ErrAmbiguous
	}
	switch {
	case c.Unset && s == State{}, c.Ignore && s.Ignored, !c.Unset && !c.Ignore && s.Customer == c.Customer:
		return nil, nil
	case c.Unset:
		return []event.Payload{&event.OrganizationUnmapped{Connection: c.Connection, OrganizationID: c.OrganizationID}}, nil
	case c.Ignore:
		return []event.Payload{&event.OrganizationIgnored{
			Connection: c.Connection, OrganizationID: c.OrganizationID, Reason: c.Reason,
		}}, nil
	}
	return []event.Payload{&event.OrganizationMapped{
		Connection: c.Connection, OrganizationID: c.OrganizationID, Customer: c.Customer,
	}}, nil
}
