package sentence

import (
	"strings"

	"coresync/domain/event"
)

// What becomes of the assets of a connection that is ended.
const (
	releasedMarked   = "mark"
	releasedArchived = "archive"
)

// deviceEntries tell what NinjaOne said of devices.
var deviceEntries = []entry{
	on(func(p *event.DeviceObserved, version int64) Sentence {
		of := inNinja(KindDevice, p.Connection, p.DeviceID)
		switch {
		case len(p.Changed) > 0:
			return about(of, ": ", "changed in NinjaOne: "+strings.Join(p.Changed, ", "))
		case version > 1:
			return about(of, ": ", "seen again in NinjaOne")
		}
		return about(of, ": ", "first seen in NinjaOne")
	}),
	on(func(p *event.DeviceUserObserved, version int64) Sentence {
		return about(inNinja(KindDevice, p.Connection, p.DeviceID), ": ", userSaid(p, version <= 1))
	}),
	on(func(p *event.DeviceVanished, _ int64) Sentence {
		return about(inNinja(KindDevice, p.Connection, p.DeviceID), ": ", "no longer listed by NinjaOne", when(p.Undone, ", since the run that had seen it first was undone"))
	}),
	on(func(p *event.PresenceObserved, _ int64) Sentence {
		return about(thing(KindConnection, p.Connection), ": ", count(len(p.Online), "device came", "devices came")+" on line, ", count(len(p.Offline), "went", "went")+" off line")
	}),
	on(func(p *event.DevicesReleased, _ int64) Sentence {
		said := "its NinjaOne was disconnected; the asset was kept as it was"
		switch p.Assets {
		case releasedMarked:
			said = "no longer synced: its NinjaOne was disconnected"
		case releasedArchived:
			said = "its NinjaOne was disconnected, and what came only from there was archived"
		}
		return Sentence{
			Subject: parts([]any{count(len(p.Devices), "device", "devices"), " of ", thing(KindConnection, p.Connection), ": "}),
			Said:    parts([]any{said}),
		}
	}),
	on(func(p *event.ListingCompleted, _ int64) Sentence {
		return about(thing(KindConnection, p.Connection), ": ", "NinjaOne listed all "+words(p.Kind)+", ", count(p.Rows, "row", "rows")+" in ", count(p.Pages, "page", "pages"))
	}),
	on(func(p *event.ListingFailed, _ int64) Sentence {
		return about(thing(KindConnection, p.Connection), ": ", "the listing of "+words(p.Kind)+" broke off after ", count(p.Pages, "page", "pages"), because(words(p.Reason)))
	}),
}

// ninjaEntries tell what NinjaOne said of all else.
var ninjaEntries = []entry{
	on(func(p *event.OrgObserved, version int64) Sentence {
		of, name := inNinja(KindOrganization, p.Connection, p.OrganizationID), nameIn(p.Organization)
		of.Called = name
		switch {
		case version == 1:
			return about(of, ": ", "first seen in NinjaOne as "+quoted(name))
		case len(p.FormerNames) > 0:
			return about(of, ": ", "changed in NinjaOne: "+quoted(name)+", formerly "+quoted(p.FormerNames[0]))
		}
		return about(of, ": ", "changed in NinjaOne: "+quoted(name))
	}),
	on(func(p *event.OrgVanished, _ int64) Sentence {
		return about(inNinja(KindOrganization, p.Connection, p.OrganizationID), ": ", "no longer listed by NinjaOne")
	}),
	on(func(p *event.LocationObserved, version int64) Sentence {
		of := inNinja(KindLocation, p.Connection, p.LocationID)
		of.Called = nameIn(p.Location)
		return Sentence{
			Subject: parts([]any{of, " of ", inNinja(KindOrganization, p.Connection, p.OrganizationID), ": "}),
			Said:    parts([]any{either(version == 1, "first seen in NinjaOne", "changed in NinjaOne")}),
		}
	}),
	on(func(p *event.LocationVanished, _ int64) Sentence {
		return about(inNinja(KindLocation, p.Connection, p.LocationID), ": ", "no longer listed by NinjaOne")
	}),
	on(func(p *event.ContactObserved, version int64) Sentence {
		return about(inNinja(KindNinjaContact, p.Connection, p.ContactID), ": ", either(version == 1, "first seen in NinjaOne", "changed in NinjaOne"))
	}),
	on(func(p *event.ContactVanished, _ int64) Sentence {
		return about(inNinja(KindNinjaContact, p.Connection, p.ContactID), ": ", "no longer listed by NinjaOne")
	}),
	on(func(p *event.UserObserved, version int64) Sentence {
		return about(inNinja(KindAccount, p.Connection, p.UserID), ": ", either(version == 1, "first seen in NinjaOne", "changed in NinjaOne"))
	}),
	on(func(p *event.UserVanished, _ int64) Sentence {
		return about(inNinja(KindAccount, p.Connection, p.UserID), ": ", "no longer listed by NinjaOne")
	}),
	on(func(p *event.RoleObserved, version int64) Sentence {
		of := inNinja(KindRole, p.Connection, p.RoleID)
		of.Called = nameIn(p.Role)
		return about(of, ": ", either(version == 1, "first seen in NinjaOne", "it or who has it changed in NinjaOne"))
	}),
	on(func(p *event.RoleVanished, _ int64) Sentence {
		return about(inNinja(KindRole, p.Connection, p.RoleID), ": ", "no longer listed by NinjaOne")
	}),
}

// userSaid tells of a last user: who is seen first is nobody else.
func userSaid(p *event.DeviceUserObserved, first bool) string {
	if p.Withheld != "" {
		return "the last user is " + either(first, "not kept", "no longer kept") + ", by the rules of the " + string(p.Withheld)
	}
	return either(first, "its first user was seen", "somebody else logged on")
}
