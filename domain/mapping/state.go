package mapping

import (
	"slices"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// State is what was decided about one organization or location.
type State struct {
	Customer uuid.UUID // zero: not mapped by a person
	Ignored  bool
	Reason   string // of Ignored
	// Rejected are customers that the organization is not, in the order of the
	// decisions.
	Rejected []uuid.UUID
}

// none tells whether nothing was decided.
func (s *State) none() bool { return s.Customer == uuid.Nil && !s.Ignored && len(s.Rejected) == 0 }

// Evolve folds a decision into the state, which it doesn't change.
func Evolve(s State, p event.Payload) State {
	switch p := p.(type) {
	case *event.OrganizationMapped:
		return State{Customer: p.Customer, Rejected: without(s.Rejected, p.Customer)}
	case *event.LocationMapped:
		return State{Customer: p.Customer}
	case *event.OrganizationIgnored:
		return State{Ignored: true, Reason: p.Reason, Rejected: s.Rejected}
	case *event.LocationIgnored:
		return State{Ignored: true, Reason: p.Reason}
	case *event.OrganizationUnmapped, *event.LocationUnmapped:
		return State{}
	case *event.OrganizationMatchRejected:
		if s.Customer == p.Customer {
			s.Customer = uuid.Nil
		}
		s.Rejected = append(without(s.Rejected, p.Customer), p.Customer)
	}
	return s
}

// without is a list without one of its members; the list itself stays as it is.
func without(list []uuid.UUID, id uuid.UUID) []uuid.UUID {
	return slices.DeleteFunc(slices.Clone(list), func(x uuid.UUID) bool { return x == id })
}
