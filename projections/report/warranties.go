package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"coresync/domain/lifetime"
	"coresync/projections"
)

// WarrantyCell is how many devices of a category have a warranty in a state (REP-07 to REP-10).
type WarrantyCell struct {
	State    lifetime.Warranty
	Category string
	N        int64
}

// MonthCount is how many warranties end in a month.
type MonthCount struct {
	Month time.Time // its first day
	N     int64
}

// Warranties says how warranties stand.
type Warranties struct {
	Cells []WarrantyCell // in order of states, then of categories
	// Ending are those that end from today on in this month and in the next eleven.
	Ending []MonthCount
}

const shownMonths = 12

// WarrantyStatus counts devices by the state of their warranty and category.
func WarrantyStatus(ctx context.Context, r *projections.Reading, f Filter) (Warranties, error) {
	var parts []time.Time
	for _, state := range []lifetime.Warranty{lifetime.WarrantyExpiring, lifetime.WarrantyActive} {
		days, _ := state.Ends(f.Today)
		parts = append(parts, days.From)
	}
	months, err := byMonth(ctx, r, f, warranty, parts)
	if err != nil {
		return Warranties{}, err
	}
	type key struct {
		state    lifetime.Warranty
		category string
	}
	sums := make(map[key]int64)
	var found Warranties
	for i := range shownMonths {
		found.Ending = append(found.Ending, MonthCount{Month: lifetime.Day(f.Today.Year(), f.Today.Month()+time.Month(i), 1)})
	}
	for _, m := range months {
		sums[key{lifetime.WarrantyOf(m.First, f.Today), m.Category}] += m.N
		at := (m.First.Year()-f.Today.Year())*12 + int(m.First.Month()) - int(f.Today.Month())
		if !m.First.Before(f.Today) && at < shownMonths {
			found.Ending[at].N += m.N
		}
	}
	for k, n := range sums {
		found.Cells = append(found.Cells, WarrantyCell{k.state, k.category, n})
	}
	states := lifetime.Warranties()
	slices.SortFunc(found.Cells, func(a, b WarrantyCell) int {
		return cmp.Or(slices.Index(states, a.State)-slices.Index(states, b.State), cmp.Compare(a.Category, b.Category))
	})
	return found, nil
}
