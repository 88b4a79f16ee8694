package asset

import "strings"

// Said is what one member of a device says of a field.
type Said struct {
	Path     string
	Value    string
	Position int64  // of the observation that had it last, where it is blank now; else 0
	Lost     string // why it doesn't give the field; "" for the one that does
}

// ladders are the members that may give a field, the first that is filled goes first.
// Compose climbs them; a test holds the two against each other.
var ladders = map[string][]string{
	"name":               {"displayName", "systemName", "dnsName"},
	"manufacturer":       {"system.manufacturer", "vendor"},
	"model":              {"system.model", "model"},
	"serial_number":      {"system.serialNumber"}, // and then what gives bios_serial_number
	"bios_serial_number": {"system.biosSerialNumber", "serviceTag"},
	"os":                 {"os.name", "releaseName", "guestOSFullName"},
	"last_contact_at":    {"lastContact"},
	"created_at":         {"created"},
	"warranty_start":     {"references.warranty.startDate"},
	"warranty_end":       {"references.warranty.endDate"},
}

// Ladder lists the members that may give a field of a device; none where it is no
// text of the device.
func Ladder(field string) []string { return ladders[field] }

// Explain tells what a device says of a field and which of it counts, the one that
// gives it first.
func (r *Rules) Explain(d *Device, filled map[string]Filled, field string) []Said {
	now := d.texts()
	before, at := filledBefore(filled)
	was := before.texts()
	said := make([]Said, 0, len(ladders[field]))
	for _, path := range ladders[field] {
		s := Said{Path: path, Value: strings.TrimSpace(*now[path])}
		if blank(s.Value) || zero(path, s.Value) {
			s.Value, s.Position = strings.TrimSpace(*was[path]), at[path]
		}
		if !blank(s.Value) {
			said = append(said, s)
		}
	}
	if field == "serial_number" {
		said = append(said, r.Explain(d, filled, "bios_serial_number")...)
	}
	return r.rank(field, said)
}

// zero tells whether a date is one that was never looked up.
func zero(path, value string) bool {
	return (strings.HasPrefix(path, "references.") || path == "created" || path == "lastContact") && Seconds(value).Time().IsZero()
}

// rank puts what gives the field first and says of the others why they don't.
func (r *Rules) rank(field string, said []Said) []Said {
	best := -1
	for i := range said {
		s := &said[i]
		switch {
		case s.Lost != "":
		case field == "serial_number" && r.JunkSerial(s.Value):
			s.Lost = "a placeholder that says nothing (A.3)"
		case best < 0, field != "serial_number" && said[best].Position != 0 && s.Position == 0:
			best = i
		}
	}
	ranked := make([]Said, 0, len(said))
	if best >= 0 {
		ranked = append(ranked, said[best])
	}
	for i, s := range said {
		if i == best {
			continue
		}
		if s.Lost == "" {
			s.Lost = said[best].Path + " goes first"
			if s.Position != 0 {
				s.Lost = "it is blank now, and " + said[best].Path + " is filled"
			}
		}
		ranked = append(ranked, s)
	}
	return ranked
}
