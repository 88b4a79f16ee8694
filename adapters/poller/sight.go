package poller

import (
	"cmp"
	"slices"

	"coresync/domain/observation"
)

// sight is what is remembered of a row: prints of it, and of the name of a device's
// last user.
type sight struct {
	row  observation.Sight
	user observation.Print
	id   uint32
}

// sights are those of a listing, by id.
type sights struct{ all []sight }

// find returns the sight of an id, nil where there is none; hint as in heads.
func (s *sights) find(id int64, hint *int) *sight {
	if at := *hint; at < len(s.all) && int64(s.all[at].id) == id {
		*hint = at + 1
		return &s.all[at]
	}
	at, found := slices.BinarySearchFunc(s.all, id, func(s sight, id int64) int { return cmp.Compare(int64(s.id), id) })
	if !found {
		return nil
	}
	*hint = at + 1
	return &s.all[at]
}

// learn remembers what a complete listing showed.
func (s *session) learn() {
	l := s.listing
	var all []sight
	for _, w := range l.workers {
		all = append(all, w.noted...)
	}
	if len(all) == 0 {
		return
	}
	now := l.sights.with(all, l.seen.Contains)
	s.p.memory.keep(s.key(l.def.prefix), func(r *remembered) { r.sights = now })
}

// with gives the sights of what is still there, with new ones in their places.
func (s *sights) with(all []sight, there func(id uint32) bool) sights {
	for _, known := range s.all {
		if there(known.id) {
			all = append(all, known)
		}
	}
	// Of one id the new one stands before the known one.
	slices.SortStableFunc(all, func(a, b sight) int { return cmp.Compare(a.id, b.id) })
	return sights{slices.CompactFunc(all, func(a, b sight) bool { return a.id == b.id })}
}
