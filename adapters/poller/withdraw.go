package poller

import (
	"coresync/domain/event"
	"coresync/domain/observation"
)

// definitionOf finds the definition that an observation was made by; nil for the
// last user of a device, which has none.
func definitionOf(p event.Payload) *definition {
	switch p.(type) {
	case *event.DeviceObserved:
		return &deviceRows
	case *event.OrgObserved:
		return &organizationRows
	case *event.LocationObserved:
		return &locationRows
	case *event.ContactObserved:
		return &contactRows
	case *event.UserObserved:
		return &accountRows
	case *event.RoleObserved:
		return &roleRows
	}
	return nil
}

// withdrawn makes the event that takes an observation back: what it showed is gone
// again, or was never there. version is that of the table of its members.
func withdrawn(of origin, p event.Payload, neverBefore bool) (gone event.Payload, version int16) {
	switch p := p.(type) {
	case *event.DeviceObserved:
		v := deviceRows.vanished(of, p.DeviceID, p).(*event.DeviceVanished)
		v.Undone = neverBefore
		return v, observation.Devices.Version
	case *event.DeviceUserObserved: // nobody logged on
		return &event.DeviceUserObserved{Connection: p.Connection, DeviceID: p.DeviceID, Run: of.run}, observation.LastUsers.Version
	}
	def := definitionOf(p)
	return def.vanished(of, idOf(p), nil), def.table.Version
}

func idOf(p event.Payload) int64 {
	switch p := p.(type) {
	case *event.OrgObserved:
		return p.OrganizationID
	case *event.LocationObserved:
		return p.LocationID
	case *event.ContactObserved:
		return p.ContactID
	case *event.UserObserved:
		return p.UserID
	case *event.RoleObserved:
		return p.RoleID
	}
	return 0
}
