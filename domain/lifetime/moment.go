package lifetime

import "time"

// Begins is the first moment of a calendar day in a zone: midnight. Where clocks are put
// forward at midnight it is the moment at which they are, and where they are put back to
// midnight it is the first of both.
func Begins(year int, month time.Month, day int, zone *time.Location) time.Time {
	wanted, at := Day(year, month, day), time.Date(year, month, day, 0, 0, 0, 0, zone)
	if DayOf(at).Before(wanted) { // there is no midnight, and Go takes the clock of before
		_, at = at.ZoneBounds()
	}
	_, after := at.Zone()
	_, before := at.Add(-time.Nanosecond).Zone()
	if first := at.Add(time.Duration(after-before) * time.Second); before > after && !DayOf(first).Before(wanted) {
		return first
	}
	return at
}

// Ends is the last microsecond of a calendar day in a zone.
func Ends(day time.Time, zone *time.Location) time.Time {
	y, m, d := day.Date()
	return Begins(y, m, d+1, zone).Add(-time.Microsecond)
}
