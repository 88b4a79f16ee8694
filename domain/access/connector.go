package access

import (
	"slices"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// How an app is chosen when a connector is added (C1C-05 to C1C-07).
const (
	AppUnmanaged = "unmanaged"
	AppManaged   = "managed"
	AppNew       = "new"
)

// mostOwners bounds how many people look after a connector.
const mostOwners = 50

// Connector is a connection whose access is governed as that of an app.
type Connector struct {
	App    uuid.UUID // zero: not added
	Owners []uuid.UUID
}

// Added tells whether it is there.
func (c Connector) Added() bool { return c.App != uuid.Nil }

// EvolveConnector folds an event.
func EvolveConnector(c Connector, p event.Payload) Connector {
	switch p := p.(type) {
	case *event.ConnectorAdded:
		return Connector{App: p.App, Owners: p.Owners}
	case *event.ConnectorOwnersSet:
		c.Owners = p.Owners
	case *event.ConnectorRemoved:
		return Connector{}
	}
	return c
}

// Commands about a connector.
type (
	AddConnector struct {
		Connector, App uuid.UUID
		Owners         []uuid.UUID
	}
	SetOwners struct {
		Connector uuid.UUID
		Owners    []uuid.UUID
	}
	RemoveConnector struct{ Connector uuid.UUID }
)

// DecideConnector turns a command into events: none where it changes nothing.
func DecideConnector(c Connector, command any) ([]event.Payload, error) {
	switch command := command.(type) {
	case AddConnector:
		if c.Added() {
			return nil, &domain.Error{Code: domain.CodeConflict, Reason: "connector_there",
				Message: "This NinjaOne has a connector already. Open that one, or remove it first."}
		}
		owners, err := checkOwners(command.Owners)
		if err != nil {
			return nil, err
		}
		return one(&event.ConnectorAdded{Connector: command.Connector, App: command.App, Owners: owners}), nil
	case SetOwners:
		owners, err := checkOwners(command.Owners)
		switch {
		case !c.Added():
			return nil, domain.NotFound("connector")
		case err != nil || slices.Equal(owners, c.Owners):
			return nil, err
		}
		return one(&event.ConnectorOwnersSet{Connector: command.Connector, Owners: owners}), nil
	case RemoveConnector:
		if !c.Added() {
			return nil, domain.NotFound("connector")
		}
		return one(&event.ConnectorRemoved{Connector: command.Connector}), nil
	}
	return nil, nil
}

// checkOwners gives each owner once, in order of id.
func checkOwners(owners []uuid.UUID) ([]uuid.UUID, error) {
	once := slices.Clone(owners)
	slices.SortFunc(once, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	once = slices.Compact(once)
	switch {
	case len(once) == 0:
		return nil, domain.Invalid([]domain.Fault{{Pointer: "/owners", Code: "required", Message: "choose at least one owner"}})
	case len(once) > mostOwners:
		return nil, domain.Invalid([]domain.Fault{{Pointer: "/owners", Code: "too_many", Message: "choose at most 50 owners"}})
	}
	return once, nil
}
