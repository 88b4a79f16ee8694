// Package schedule computes when something that recurs is due next. It is pure:
// the zone and all instants are handed in.
package schedule

import (
	"fmt"
	"hash/fnv"
	"time"

	"github.com/google/uuid"
)

// Every is how often something recurs.
type Every string

// The frequencies that can be chosen (SCH-01), and none.
const (
	Hourly Every = "hourly"
	Daily  Every = "daily"
	Weekly Every = "weekly"
	Manual Every = "manual" // never by itself

	// Monthly is for reports alone: whoever syncs once a month has no present.
	Monthly Every = "monthly"
)

// Valid tells whether the frequency is one of the four that syncs can have.
func (e Every) Valid() bool {
	switch e {
	case Hourly, Daily, Weekly, Manual:
		return true
	}
	return false
}

// Next returns the first instant after the given one at which it is due; zero for
// Manual. The anchor is the moment when the schedule was chosen: hourly is every
// full hour from there; daily and weekly are at its time of day, and weekly on its
// weekday, as the clocks of the zone show it, so that nine o'clock stays nine
// o'clock when the clocks change; monthly is on its day of the month, of which
// shorter months have their last. A time that a clock change leaves out is taken
// as much later as the clocks jump. However long nothing ran, the answer is one
// instant, never a burst. Error: an unknown frequency.
func Next(every Every, zone *time.Location, anchor, after time.Time) (time.Time, error) {
	switch every {
	case Manual:
		return time.Time{}, nil
	case Hourly:
		return nextHour(anchor, after).UTC(), nil
	case Daily:
		return nextDay(zone, anchor, after, 1).UTC(), nil
	case Weekly:
		return nextDay(zone, anchor, after, 7).UTC(), nil
	case Monthly:
		return nextMonth(zone, anchor, after).UTC(), nil
	}
	return time.Time{}, fmt.Errorf("schedule: %q is not one of hourly, daily, weekly, monthly, manual", string(every))
}

// Rest is how much later than a turn a schedule goes on after so many runs of it failed
// in a row (SCH-04): hourly after 1, 2, 4, 8, 16 and then 24 hours. Daily and weekly are
// seldom enough and never rest.
func Rest(every Every, failed int) time.Duration {
	const longest = 24 * time.Hour
	if every != Hourly || failed < 2 {
		return 0
	}
	return min(time.Hour<<min(failed-1, 5), longest) - time.Hour
}

func nextHour(anchor, after time.Time) time.Time {
	since := after.Sub(anchor)
	hours := since / time.Hour
	if since < 0 && since%time.Hour != 0 {
		hours-- // division rounds towards zero
	}
	return anchor.Add((hours + 1) * time.Hour)
}

// nextDay tries days by the calendar, from one before after on, in case that the
// clocks of the zone are ahead or behind.
func nextDay(zone *time.Location, anchor, after time.Time, step int) time.Time {
	a := anchor.In(zone)
	start := after.In(zone)
	// Days between, by the calendar; noon UTC is clear of every change of clocks.
	days := int(noon(start).Sub(noon(a)) / (24 * time.Hour))
	days -= mod(days, step) + step
	for ; ; days += step {
		due := time.Date(a.Year(), a.Month(), a.Day()+days, a.Hour(), a.Minute(), a.Second(), a.Nanosecond(), zone)
		if due.After(after) {
			return due
		}
	}
}

// nextMonth tries months by the calendar, from the one before after on.
func nextMonth(zone *time.Location, anchor, after time.Time) time.Time {
	a, start := anchor.In(zone), after.In(zone)
	for month := start.Month() - 1; ; month++ {
		first := time.Date(start.Year(), month, 1, 12, 0, 0, 0, time.UTC) // clear of every change of clocks
		last := first.AddDate(0, 1, -1).Day()
		due := time.Date(first.Year(), first.Month(), min(a.Day(), last), a.Hour(), a.Minute(), a.Second(), a.Nanosecond(), zone)
		if due.After(after) {
			return due
		}
	}
}

// Before returns the last instant before the given one at which it was due; zero for Manual.
// Error: an unknown frequency.
func Before(every Every, zone *time.Location, anchor, before time.Time) (time.Time, error) {
	// Far enough back for two turns, whatever the clocks did meanwhile.
	back := map[Every]time.Duration{Hourly: 3 * time.Hour, Daily: 72 * time.Hour, Weekly: 17 * 24 * time.Hour, Monthly: 65 * 24 * time.Hour}[every]
	at, err := Next(every, zone, anchor, before.Add(-back))
	for err == nil && !at.IsZero() {
		next, failed := Next(every, zone, anchor, at)
		if failed != nil || !next.Before(before) {
			return at, failed
		}
		at = next
	}
	return at, err
}

func noon(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC)
}

func mod(n, m int) int { return ((n % m) + m) % m }

// Jitter spreads schedules that were chosen at the same moment: for one id it is
// always the same, from 0 to below most.
func Jitter(id uuid.UUID, most time.Duration) time.Duration {
	if most <= 0 {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write(id[:]) // never fails
	return time.Duration(h.Sum64() % uint64(most))
}
