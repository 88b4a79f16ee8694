package dates

import "time"

// Zone is the first that there is of these time zones, names of the IANA database: of the person, else of the
// workspace; else UTC.
func Zone(names ...string) *time.Location {
	for _, name := range names {
		if l, err := time.LoadLocation(name); err == nil && name != "" && l != time.Local {
			return l
		}
	}
	return time.UTC
}

// Reader is somebody who reads moments: in a language of dates, and in a time zone.
type Reader struct {
	Writing
	Zone *time.Location
}

// For is how somebody reads who chose a language of dates, and the first of these time zones that there is.
func For(language string, zones ...string) Reader { return Reader{Of(language), Zone(zones...)} }

// DayOf is the day of a moment where the reader is.
func (r Reader) DayOf(t time.Time) string { return r.Day(t.In(r.Zone)) }

// Moment is a moment to the minute where the reader is, with the zone.
func (r Reader) Moment(t time.Time) string {
	local := t.In(r.Zone)
	return r.Day(local) + ", " + r.Time(local) + local.Format(" MST")
}
