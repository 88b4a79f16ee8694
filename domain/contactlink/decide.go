// Package contactlink holds what people decide about the people in NinjaOne: which
// contact of the directory one is, or that one is not wanted (SCH-04). Pure.
package contactlink

import (
	"coresync/domain/event"

	"github.com/google/uuid"
)

// State is what was last decided about one person.
type State struct {
	Contact uuid.UUID // zero: not linked
	Ignored bool
}

// Person names somebody in NinjaOne.
type Person struct {
	Connection uuid.UUID
	Source     event.PersonSource
	ID         int64
}

// Link says which contact a person is; Created, that the contact was made for it.
type Link struct {
	Person  Person
	Contact uuid.UUID
	Created bool
}

// Ignore says that a person is not wanted as a contact.
type Ignore struct{ Person Person }

// Unlink takes either back.
type Unlink struct{ Person Person }

// Evolve folds a decision into the state.
func Evolve(s State, p event.Payload) State {
	switch p := p.(type) {
	case *event.ContactLinked:
		return State{Contact: p.Contact}
	case *event.ContactLinkIgnored:
		return State{Ignored: true}
	case *event.ContactUnlinked:
		return State{}
	}
	return s
}

// Decide turns a command into events: none where it changes nothing.
func Decide(s State, command any) ([]event.Payload, error) {
	switch c := command.(type) {
	case Link:
		if s.Contact != c.Contact {
			return []event.Payload{&event.ContactLinked{
				Connection: c.Person.Connection, Source: c.Person.Source, PersonID: c.Person.ID, Contact: c.Contact, Created: c.Created,
			}}, nil
		}
	case Ignore:
		if !s.Ignored {
			return []event.Payload{&event.ContactLinkIgnored{
				Connection: c.Person.Connection, Source: c.Person.Source, PersonID: c.Person.ID,
			}}, nil
		}
	case Unlink:
		if s != (State{}) {
			return []event.Payload{&event.ContactUnlinked{
				Connection: c.Person.Connection, Source: c.Person.Source, PersonID: c.Person.ID,
			}}, nil
		}
	}
	return nil, nil
}
