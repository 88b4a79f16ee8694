package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"coresync/domain/lifetime"
	"coresync/projections"
)

// AgeCell is how many devices of a category are in a band of age (REP-05).
type AgeCell struct {
	Band      lifetime.Band
	Category  string
	N         int64
	Estimated int64 // of N: known only from when they were first seen
}

// Ages is how old devices are.
type Ages struct {
	Cells []AgeCell // in order of bands, then of categories
	// MedianMonths is the age in the middle, in whole months; -1: none is known.
	MedianMonths int
}

// DeviceAges counts devices by band of age and category.
func DeviceAges(ctx context.Context, r *projections.Reading, f Filter) (Ages, error) {
	var parts []time.Time
	for _, band := range lifetime.Bands() {
		if days, known := band.Born(f.Today); known && !days.From.IsZero() {
			parts = append(parts, days.From)
		}
	}
	slices.SortFunc(parts, time.Time.Compare)
	months, err := byMonth(ctx, r, f, born, parts)
	if err != nil {
		return Ages{}, err
	}
	type key struct {
		band     lifetime.Band
		category string
	}
	sums := make(map[key]*AgeCell)
	for _, m := range months {
		k := key{lifetime.BandOf(m.First, f.Today), m.Category}
		if sums[k] == nil {
			sums[k] = &AgeCell{Band: k.band, Category: k.category}
		}
		sums[k].N += m.N
		if m.Estimated {
			sums[k].Estimated += m.N
		}
	}
	ages := Ages{MedianMonths: median(months, f.Today)}
	for _, c := range sums {
		ages.Cells = append(ages.Cells, *c)
	}
	bands := lifetime.Bands()
	slices.SortFunc(ages.Cells, func(a, b AgeCell) int {
		return cmp.Or(slices.Index(bands, a.Band)-slices.Index(bands, b.Band), cmp.Compare(a.Category, b.Category))
	})
	return ages, nil
}

// median is the age in the middle of those that are known, in whole months.
func median(months []month, today time.Time) int {
	known, total := make([]month, 0, len(months)), int64(0)
	for _, m := range months {
		if !m.First.IsZero() {
			known, total = append(known, m), total+m.N
		}
	}
	slices.SortFunc(known, func(a, b month) int { return b.First.Compare(a.First) }) // youngest first
	seen := int64(0)
	for _, m := range known {
		if seen += m.N; 2*seen >= total {
			return max(0, (today.Year()-m.First.Year())*12+int(today.Month())-int(m.First.Month()))
		}
	}
	return -1
}
