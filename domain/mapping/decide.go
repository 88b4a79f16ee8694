package mapping

import (
	"errors"
	"slices"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Place is an organization, or, where Location is not zero, a location.
type Place struct {
	Connection   uuid.UUID
	Organization int64
	Location     int64
}

// Stream is the stream of the decisions about the place.
func (p Place) Stream() string {
	if p.Location != 0 {
		return event.LocationMappingStream(p.Connection, p.Location)
	}
	return event.MappingStream(p.Connection, p.Organization)
}

// Observed is the stream of what NinjaOne says of the place.
func (p Place) Observed() string {
	if p.Location != 0 {
		return event.LocationStream(p.Connection, p.Location)
	}
	return event.OrganizationStream(p.Connection, p.Organization)
}

// Command is one decision: exactly one of Customer, Ignore, Reject and Unset.
type Command struct {
	Place
	Customer uuid.UUID
	Ignore   bool
	Reason   string    // of an ignore, optional
	Reject   uuid.UUID // a customer that the organization is not
	Unset    bool
}

// ErrAmbiguous refuses a command that says nothing, or several things at once.
var ErrAmbiguous = errors.New("name a customer, or ignore, reject or unset: one of these")

// ErrNoCandidate refuses to reject a customer of a location: nothing is ever suggested for one.
var ErrNoCandidate = errors.New("only an organization has candidates to reject")

// Decide turns a command into events: none where it changes nothing (MAP-10, MAP-11, MAP-13).
func Decide(s State, c Command) ([]event.Payload, error) {
	chosen := 0
	for _, is := range []bool{c.Customer != uuid.Nil, c.Ignore, c.Reject != uuid.Nil, c.Unset} {
		if is {
			chosen++
		}
	}
	switch {
	case chosen != 1:
		return nil, ErrAmbiguous
	case c.Reject != uuid.Nil && c.Location != 0:
		return nil, ErrNoCandidate
	case c.Unset && s.none(), c.Ignore && s.Ignored, c.Customer != uuid.Nil && s.Customer == c.Customer,
		c.Reject != uuid.Nil && slices.Contains(s.Rejected, c.Reject):
		return nil, nil
	case c.Unset:
		return []event.Payload{c.unmapped()}, nil
	case c.Ignore:
		return []event.Payload{c.ignored(c.Reason)}, nil
	case c.Reject != uuid.Nil:
		return []event.Payload{c.rejected(c.Reject)}, nil
	}
	return []event.Payload{c.mapped(c.Customer)}, nil
}

func (p Place) mapped(customer uuid.UUID) event.Payload {
	if p.Location != 0 {
		return &event.LocationMapped{Connection: p.Connection, LocationID: p.Location, Customer: customer}
	}
	return &event.OrganizationMapped{Connection: p.Connection, OrganizationID: p.Organization, Customer: customer}
}

func (p Place) ignored(reason string) event.Payload {
	if p.Location != 0 {
		return &event.LocationIgnored{Connection: p.Connection, LocationID: p.Location, Reason: reason}
	}
	return &event.OrganizationIgnored{Connection: p.Connection, OrganizationID: p.Organization, Reason: reason}
}

func (p Place) unmapped() event.Payload {
	if p.Location != 0 {
		return &event.LocationUnmapped{Connection: p.Connection, LocationID: p.Location}
	}
	return &event.OrganizationUnmapped{Connection: p.Connection, OrganizationID: p.Organization}
}

func (p Place) rejected(customer uuid.UUID) event.Payload {
	return &event.OrganizationMatchRejected{Connection: p.Connection, OrganizationID: p.Organization, Customer: customer}
}
