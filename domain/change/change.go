// Package change says what an observation changes, member by member, and how much
// change of a run wants a person's look. What a preview lists and what the run that
// follows has done come from the same functions here, so they can't differ. Pure.
package change

import (
	"strconv"

	"coresync/domain/event"
)

// Kind says what happens to a thing.
type Kind string

// The kinds. A device of which several are true has the first of moved, reowned,
// blanked, changed.
const (
	Created Kind = "created"
	// Returned: it had gone from a complete listing, and is back.
	Returned Kind = "returned"
	// Moved: a device is in another organization of NinjaOne.
	Moved Kind = "moved"
	// Reowned: a device that had an owner in NinjaOne has another one, or none.
	Reowned Kind = "reowned"
	// Blanked: a member that assets are made of had a value and has none.
	Blanked Kind = "blanked"
	Changed Kind = "changed"
	// Refreshed: nothing but what moves by itself, such as addresses and free space.
	Refreshed Kind = "refreshed"
	// Missing: a complete listing no longer shows it.
	Missing Kind = "missing"
	// Presence: a device went on or off line.
	Presence Kind = "presence"
)

// Kinds are all kinds.
func Kinds() []Kind {
	return []Kind{Created, Returned, Moved, Reowned, Blanked, Changed, Refreshed, Missing, Presence}
}

// Thing says what changes.
type Thing string

// The things that NinjaOne lists.
const (
	Device       Thing = "device"
	LastUser     Thing = "last_user" // of a device
	Organization Thing = "organization"
	Location     Thing = "location"
	Contact      Thing = "contact"
	Account      Thing = "account"
	Role         Thing = "role"
)

// Things are all things.
func Things() []Thing {
	return []Thing{Device, LastUser, Organization, Location, Contact, Account, Role}
}

// Change is what one event does to one thing.
type Change struct {
	// ID names the change within its run: thing and NinjaOne's id, "device:402".
	ID      string
	Thing   Thing
	NinjaID int64
	Kind    Kind
	Name    string // where it is not personal
	// Organization is the one in NinjaOne that it is counted for: for a device that
	// moves the one that it leaves, 0 for what belongs to none or where the event
	// does not say (last users).
	Organization int64
	Fields       []Field
}

// Field is a member before and after; empty: blank. Values of personal members are
// never told.
type Field struct {
	Name     string
	Old, New string
	Personal bool
}

// Former is the newest observation of a stream at or before a version.
type Former struct {
	Version int64 // of its stream
	Payload event.Payload
}

// Of lists what an event changes: nothing for what is no observation, one change
// for most, one a device for presence. version is that of its stream before the
// event; former is nil where nothing was observed before. Personal members may be
// sealed.
func Of(version int64, former *Former, next event.Payload) []Change {
	if p, is := next.(*event.PresenceObserved); is {
		return presence(p)
	}
	c, gone, known := identity(next)
	if !known {
		return nil
	}
	c.ID = string(c.Thing) + ":" + strconv.FormatInt(c.NinjaID, 10)
	switch {
	case gone:
		c.Kind = Missing
		if former != nil {
			c.Name = nameOf(former.Payload)
		}
	case former == nil:
		c.Kind, c.Name = Created, nameOf(next)
	case former.Version < version:
		c.Kind, c.Name = Returned, nameOf(next)
		compare(&c, former.Payload, next)
	default:
		c.Name = nameOf(next)
		compare(&c, former.Payload, next)
		c.Kind = kindOf(&c, former.Payload)
	}
	return []Change{c}
}

func presence(p *event.PresenceObserved) []Change {
	all := make([]Change, 0, len(p.Online)+len(p.Offline))
	add := func(devices []int64, old, is string) {
		for _, id := range devices {
			all = append(all, Change{
				ID: "presence:" + strconv.FormatInt(id, 10), Thing: Device, NinjaID: id, Kind: Presence,
				Fields: []Field{{Name: "connectivity", Old: old, New: is}},
			})
		}
	}
	add(p.Online, "offline", "online")
	add(p.Offline, "online", "offline")
	return all
}

// identity says what an observation is about, and whether it says that it is gone.
func identity(p event.Payload) (c Change, gone, known bool) {
	switch p := p.(type) {
	case *event.DeviceObserved:
		return Change{Thing: Device, NinjaID: p.DeviceID, Organization: number(p.Device, "organizationId")}, false, true
	case *event.DeviceVanished:
		return Change{Thing: Device, NinjaID: p.DeviceID, Organization: p.OrganizationID}, true, true
	case *event.DeviceUserObserved:
		return Change{Thing: LastUser, NinjaID: p.DeviceID}, false, true
	case *event.OrgObserved:
		return Change{Thing: Organization, NinjaID: p.OrganizationID, Organization: p.OrganizationID}, false, true
	case *event.OrgVanished:
		return Change{Thing: Organization, NinjaID: p.OrganizationID, Organization: p.OrganizationID}, true, true
	case *event.LocationObserved:
		return Change{Thing: Location, NinjaID: p.LocationID, Organization: p.OrganizationID}, false, true
	case *event.LocationVanished:
		return Change{Thing: Location, NinjaID: p.LocationID}, true, true
	case *event.ContactObserved:
		return Change{Thing: Contact, NinjaID: p.ContactID, Organization: p.OrganizationID}, false, true
	case *event.ContactVanished:
		return Change{Thing: Contact, NinjaID: p.ContactID}, true, true
	case *event.UserObserved:
		return Change{Thing: Account, NinjaID: p.UserID}, false, true
	case *event.UserVanished:
		return Change{Thing: Account, NinjaID: p.UserID}, true, true
	case *event.RoleObserved:
		return Change{Thing: Role, NinjaID: p.RoleID}, false, true
	case *event.RoleVanished:
		return Change{Thing: Role, NinjaID: p.RoleID}, true, true
	}
	return Change{}, false, false
}
