package change

import (
	"slices"
	"strings"
	"unicode/utf8"

	"coresync/domain/event"
	"coresync/domain/observation"

	"github.com/goccy/go-json"
)

// owner is the member of a device that its owner in NinjaOne stands in.
const owner = "references.assignedOwner"

// maxValue bounds a value as it is shown, in bytes.
const maxValue = 1000

// compare fills in which members differ, and for a device that moved the
// organization that it leaves.
func compare(c *Change, former, next event.Payload) {
	switch was := former.(type) {
	case *event.DeviceObserved:
		is := next.(*event.DeviceObserved)
		c.Fields = rows(observation.Devices, was.Device, is.Device)
		if slices.ContainsFunc(is.Changed, func(path string) bool { return strings.HasPrefix(path, owner) }) {
			c.Fields = append(c.Fields, Field{Name: owner, Personal: true})
		}
		if from := number(was.Device, "organizationId"); from != 0 && from != c.Organization {
			c.Organization = from
		}
	case *event.DeviceUserObserved:
		is := next.(*event.DeviceUserObserved)
		if was.User.Subject != is.User.Subject || was.User.Absent() != is.User.Absent() {
			c.Fields = []Field{{Name: "lastLoggedInUser", Personal: true}}
		}
	case *event.OrgObserved:
		c.Fields = rows(observation.Organizations, was.Organization, next.(*event.OrgObserved).Organization)
	case *event.LocationObserved:
		c.Fields = rows(observation.Locations, was.Location, next.(*event.LocationObserved).Location)
	case *event.RoleObserved:
		c.Fields = rows(observation.Roles, was.Role, next.(*event.RoleObserved).Role)
	case *event.UserObserved:
		c.Fields = rows(observation.Accounts, was.Account, next.(*event.UserObserved).Account)
	case *event.ContactObserved:
		is := next.(*event.ContactObserved)
		if was.OrganizationID != is.OrganizationID {
			c.Fields = append(c.Fields, Field{Name: "organizationId", Old: decimal(was.OrganizationID), New: decimal(is.OrganizationID)})
		}
		if was.UID != is.UID {
			c.Fields = append(c.Fields, Field{Name: "uid", Old: was.UID, New: is.UID})
		}
	}
}

// rows compares two stored rows; one that can't be read shows no difference, as
// it never left this program.
func rows(table *observation.Table, was, is []byte) []Field {
	before, after := observation.NewReader(table), observation.NewReader(table)
	if before.Read(was) != nil || after.Read(is) != nil {
		return nil
	}
	var fields []Field
	for _, d := range observation.Differences(before, after) {
		f := Field{Name: d.Path}
		if !d.OldBlank {
			f.Old = shown(d.Old)
		}
		if !d.NewBlank {
			f.New = shown(d.New)
		}
		fields = append(fields, f)
	}
	return fields
}

// shown writes a value for people: a text without its quotation marks, anything
// else as JSON, cut where it is long.
func shown(raw []byte) string {
	text := string(raw)
	if len(raw) > 0 && raw[0] == '"' {
		var plain string
		if json.Unmarshal(raw, &plain) == nil {
			text = plain
		}
	}
	if len(text) <= maxValue {
		return text
	}
	end := maxValue
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// made are the members, or what they lie in, that assets are made of (FLD-01 to
// FLD-05): going blank they would take something away that people see.
var made = []string{
	"displayName", "systemName", "dnsName", "nodeClass", "organizationId", "locationId", "system", "os",
	"memory", "processors", "volumes", "macAddresses", "references.warranty",
}

// kindOf says what kind of difference there is between two observations.
func kindOf(c *Change, former event.Payload) Kind {
	if len(c.Fields) == 0 {
		if c.Thing != Contact && c.Thing != Account {
			return Refreshed
		}
		c.Fields = []Field{{Name: "personal", Personal: true}} // what else is there to differ
		return Changed
	}
	was, device := former.(*event.DeviceObserved)
	if !device {
		return Changed
	}
	kind := Changed
	for _, f := range c.Fields {
		switch {
		case f.Name == "organizationId" && f.Old != "" && f.New != "":
			return Moved
		case f.Name == owner && !was.Owner.Absent():
			kind = Reowned
		case kind == Changed && f.New == "" && f.Old != "" && isMade(f.Name):
			kind = Blanked
		}
	}
	return kind
}

func isMade(path string) bool {
	return slices.ContainsFunc(made, func(m string) bool {
		return path == m || strings.HasPrefix(path, m+".")
	})
}
