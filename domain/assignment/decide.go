// Package assignment holds what people decide about who uses an asset: that it is a
// contact's, nobody's for now, or nobody's for good. What a name suggests is not
// decided here; that is a rule, and rules live with the suggestions. Pure.
package assignment

import (
	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// State is what was last decided about one asset.
type State struct {
	Contact uuid.UUID // zero: nobody
	Skipped bool
	User    uuid.UUID // subject of the last user that was seen who skipped it
	Never   bool
}

// Assign gives an asset to a contact.
type Assign struct {
	Asset, Contact uuid.UUID
	// OtherCustomer says that a contact of another customer is wanted.
	OtherCustomer bool
	// Replace takes the asset from whoever has it: never silently.
	Replace bool
	// Held is who the asset is shown to have, by a record that it took over from; zero: by
	// its own decisions alone.
	Held       uuid.UUID
	Suggestion *event.SuggestionSeen
}

// Unassign takes an asset back; Held as in Assign.
type Unassign struct{ Asset, Held uuid.UUID }

// Skip leaves an asset without a contact until its last user changes (CON-11). User is
// the subject of the present one.
type Skip struct{ Asset, User uuid.UUID }

// Never says that an asset is nobody's own.
type Never struct{ Asset uuid.UUID }

// Reopen takes a Skip or a Never back.
type Reopen struct{ Asset uuid.UUID }

// Evolve folds a decision into the state.
func Evolve(s State, p event.Payload) State {
	switch p := p.(type) {
	case *event.DeviceAssigned:
		return State{Contact: p.Contact}
	case *event.DeviceUnassigned:
		s.Contact = uuid.Nil
	case *event.AssociationSkipped:
		return State{Contact: s.Contact, Skipped: true, User: p.User}
	case *event.AssociationNever:
		return State{Contact: s.Contact, Never: true}
	case *event.AssociationReopened:
		return State{Contact: s.Contact}
	}
	return s
}

// Decide turns a command into events: none where it changes nothing. Error:
// domain.CodeConflict with reason already_assigned.
func Decide(s State, command any) ([]event.Payload, error) {
	switch c := command.(type) {
	case Assign:
		return s.assign(c)
	case Unassign:
		if held := s.held(c.Held); held != uuid.Nil {
			return []event.Payload{&event.DeviceUnassigned{Asset: c.Asset, Contact: held}}, nil
		}
	case Skip:
		if !s.Skipped || s.User != c.User {
			return []event.Payload{&event.AssociationSkipped{Asset: c.Asset, User: c.User}}, nil
		}
	case Never:
		if !s.Never {
			return []event.Payload{&event.AssociationNever{Asset: c.Asset}}, nil
		}
	case Reopen:
		if s.Skipped || s.Never {
			return []event.Payload{&event.AssociationReopened{Asset: c.Asset}}, nil
		}
	}
	return nil, nil
}

// held is who has the asset: what is shown counts, since the asset may have taken over
// from another record.
func (s State) held(shown uuid.UUID) uuid.UUID {
	if shown != uuid.Nil {
		return shown
	}
	return s.Contact
}

func (s State) assign(c Assign) ([]event.Payload, error) {
	held := s.held(c.Held)
	switch {
	case held == c.Contact && !s.Skipped && !s.Never:
		return nil, nil
	case held != uuid.Nil && held != c.Contact && !c.Replace:
		return nil, &domain.Error{Code: domain.CodeConflict, Reason: "already_assigned",
			Message: "This asset is assigned to somebody else. Look at it, and say that it shall be replaced."}
	}
	return []event.Payload{&event.DeviceAssigned{
		Asset: c.Asset, Contact: c.Contact, OtherCustomer: c.OtherCustomer, Suggestion: c.Suggestion,
	}}, nil
}
