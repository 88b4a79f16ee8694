package assignment

import (
	"cmp"
	"slices"
	"time"
)

// Spell says who was a device's last user from a moment on; empty: nobody is known.
type Spell struct {
	User string
	From time.Time
}

// Share is how long somebody was the last user of devices.
type Share struct {
	User string
	For  time.Duration
	Last time.Time // until when
	Part float64   // of the time in which anybody is known
}

// Shares adds up how long each was the last user between two moments, who was longest first. The
// spells of a device hold until the next one of it, and may come in any order.
func Shares(devices [][]Spell, from, to time.Time) []Share {
	by := make(map[string]*Share)
	var all time.Duration
	for _, spells := range devices {
		spells = slices.Clone(spells)
		slices.SortStableFunc(spells, func(a, b Spell) int { return a.From.Compare(b.From) })
		for i, s := range spells {
			begin, end := s.From, to
			if i+1 < len(spells) && spells[i+1].From.Before(end) {
				end = spells[i+1].From
			}
			if begin.Before(from) {
				begin = from
			}
			if s.User == "" || !begin.Before(end) {
				continue
			}
			if by[s.User] == nil {
				by[s.User] = &Share{User: s.User}
			}
			one := by[s.User]
			one.For += end.Sub(begin)
			all += end.Sub(begin)
			if end.After(one.Last) {
				one.Last = end
			}
		}
	}
	shares := make([]Share, 0, len(by))
	for _, one := range by {
		one.Part = float64(one.For) / float64(all)
		shares = append(shares, *one)
	}
	slices.SortFunc(shares, func(a, b Share) int { return cmp.Or(cmp.Compare(b.For, a.For), cmp.Compare(a.User, b.User)) })
	return shares
}
