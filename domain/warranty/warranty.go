package warranty

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"coresync/domain/lifetime"

	"github.com/google/uuid"
)

// Source is who says that there is an entitlement.
type Source string

// The sources. Kept is the date that an asset which people keep has itself.
const (
	SourceHand     Source = "hand"
	SourceImport   Source = "import"
	SourceNinjaOne Source = "ninjaone"
	SourceKept     Source = "kept"
)

// Entitlement is one warranty or service contract of an asset. Its days are dates.
type Entitlement struct {
	ID     uuid.UUID
	Source Source
	Name   string
	Start  time.Time // zero: not known
	End    time.Time // the last day; zero: not known, then it says nothing
}

// Effective is the entitlement that decides until when an asset is covered: the one that
// ends last of the first group of sources that has any. So what people enter by hand
// wins, and a renewal counts whatever its neighbours say (REP-10 ⚠). False: none is known.
func Effective(all []Entitlement, groups [][]Source) (Entitlement, bool) {
	for _, group := range groups {
		var best Entitlement
		for _, e := range all {
			if e.known() && slices.Contains(group, e.Source) && (best.End.IsZero() || later(e, best)) {
				best = e
			}
		}
		if !best.End.IsZero() {
			return best, true
		}
	}
	return Entitlement{}, false
}

// later tells whether e decides over the best so far. Equal ends are told apart by what
// they are, so that the order of the list says nothing.
func later(e, best Entitlement) bool {
	if !e.End.Equal(best.End) {
		return e.End.After(best.End)
	}
	return cmp.Or(cmp.Compare(rank(e.Source), rank(best.Source)), bytes.Compare(e.ID[:], best.ID[:])) < 0
}

func rank(s Source) int {
	return slices.Index([]Source{SourceHand, SourceNinjaOne, SourceImport, SourceKept}, s)
}

// known tells whether the entitlement says until when it holds.
func (e Entitlement) known() bool {
	return !e.End.IsZero() && !e.Start.After(e.End)
}

// Gaps are the stretches between two entitlements in which none covers the asset, the
// oldest first. An entitlement without a start covers its last day and what lies before,
// up to the one before it.
func Gaps(all []Entitlement) []lifetime.Range {
	known := slices.DeleteFunc(slices.Clone(all), func(e Entitlement) bool { return !e.known() })
	slices.SortFunc(known, func(a, b Entitlement) int { return a.Start.Compare(b.Start) })
	var gaps []lifetime.Range
	var covered time.Time // up to this day
	for _, e := range known {
		if !covered.IsZero() && e.Start.After(covered.AddDate(0, 0, 1)) {
			gaps = append(gaps, lifetime.Range{From: covered.AddDate(0, 0, 1), To: e.Start.AddDate(0, 0, -1)})
		}
		if e.End.After(covered) {
			covered = e.End
		}
	}
	return gaps
}

// Covered tells whether an entitlement covers a day.
func Covered(all []Entitlement, day time.Time) bool {
	return slices.ContainsFunc(all, func(e Entitlement) bool {
		return e.known() && !day.After(e.End) && !day.Before(e.Start)
	})
}
