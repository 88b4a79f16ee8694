package service

import (
	"context"
	"fmt"
	"slices"

	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/projections/report"
)

// Ages implements api.Reports (REP-05).
func (s reports) Ages(ctx context.Context, scope api.Scope, f api.ReportFilter) (api.Answer[api.AgeReport], error) {
	now, before, err := both(ctx, s, scope, f, report.DeviceAges)
	if err != nil {
		return api.Answer[api.AgeReport]{}, err
	}
	t := newTally(now.Data, before)
	bands := lifetime.Bands()
	found := api.AgeReport{Bands: make([]api.AgeBand, len(bands))}
	for i, b := range bands {
		found.Bands[i] = api.AgeBand{Band: b, ReportRow: t.row()}
	}
	for _, c := range now.Data.cells.Cells {
		b := &found.Bands[slices.Index(bands, c.Band)]
		t.add(&b.ReportRow, c.Category, c.N)
		b.Estimated, found.Estimated = b.Estimated+c.Estimated, found.Estimated+c.Estimated
	}
	if before != nil {
		for _, c := range before.cells.Cells {
			t.was(&found.Bands[slices.Index(bands, c.Band)].ReportRow, c.N)
		}
	}
	median := now.Data.cells.MedianMonths
	if median >= 0 {
		found.MedianMonths = &median
	}
	found.ReportHead = t.finish("")
	found.Summary = ageSummary(&found)
	return api.Answer[api.AgeReport]{Standing: now.Standing, Data: found}, nil
}

func ageSummary(a *api.AgeReport) string {
	if a.Total == 0 {
		return "No devices."
	}
	at := func(b lifetime.Band) int64 { return a.Bands[slices.Index(lifetime.Bands(), b)].Total }
	old := at(lifetime.Band5)
	text := fmt.Sprintf("%s: %d (%s) %s 5 years old or older, %d 3 to 5 years.", devices(a.Total), old, share(old, a.Total), are(old), at(lifetime.Band35))
	if a.MedianMonths != nil {
		text += fmt.Sprintf(" Half are older than %s.", Months(*a.MedianMonths))
	}
	if unknown := at(lifetime.BandUnknown); unknown > 0 {
		text += fmt.Sprintf(" The age of %d is not known.", unknown)
	}
	if a.Estimated > 0 {
		text += fmt.Sprintf(" %d (%s) %s estimated from when the device was first seen.", a.Estimated, share(a.Estimated, a.Total), are(a.Estimated))
	}
	return text
}

// Months writes a number of months in years and months.
func Months(n int) string {
	unit := func(n int, word string) string {
		if n == 1 {
			return "1 " + word
		}
		return fmt.Sprintf("%d %ss", n, word)
	}
	switch years, months := n/12, n%12; {
	case years == 0:
		return unit(months, "month")
	case months == 0:
		return unit(years, "year")
	default:
		return unit(years, "year") + " " + unit(months, "month")
	}
}
