package assignment

import (
	"time"

	"github.com/google/uuid"
)

// Sighting is an observation of who was the last user of a device.
type Sighting struct {
	User       uuid.UUID // subject; zero: nobody
	ObservedAt time.Time
	LogonAt    time.Time // zero: not known
}

const day = 24 * time.Hour

// SeenDays counts on how many of the last days, counted back from now in 24 hours, an
// account was the last user of a device at some time, and of how many of them that is
// known: who is there every day can be told so from who logged on once (CON-02). An
// observation holds until the next; they come newest first.
func SeenDays(all []Sighting, user uuid.UUID, now time.Time, days int) (seen, known int) {
	if len(all) == 0 || user == uuid.Nil {
		return 0, 0
	}
	on := make([]bool, days)
	end := now
	for i := range all {
		from := since(all[i:])
		last := daysAgo(from.Add(1), now) // what began a day ago to the moment began today
		for d := daysAgo(end, now); d <= min(last, days-1) && all[i].User == user; d++ {
			on[d] = true
		}
		known, end = min(last+1, days), from
	}
	for _, is := range on {
		if is {
			seen++
		}
	}
	return seen, known
}

// since is when the first of several observations began to hold: when that user logged
// on, if that is known and after the observation before.
func since(all []Sighting) time.Time {
	one := &all[0]
	if one.LogonAt.IsZero() || one.LogonAt.After(one.ObservedAt) || len(all) > 1 && one.LogonAt.Before(all[1].ObservedAt) {
		return one.ObservedAt
	}
	return one.LogonAt
}

// daysAgo is how many whole days ago a moment was; what is to come was just now.
func daysAgo(at, now time.Time) int { return int(max(now.Sub(at), 0) / day) }
