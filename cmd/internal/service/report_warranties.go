package service

import (
	"context"
	"fmt"
	"slices"

	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/projections/report"
)

// Warranties implements api.Reports (REP-07 to REP-10).
func (s reports) Warranties(ctx context.Context, scope api.Scope, f api.ReportFilter) (api.Answer[api.WarrantyReport], error) {
	now, before, err := both(ctx, s, scope, f, report.WarrantyStatus)
	if err != nil {
		return api.Answer[api.WarrantyReport]{}, err
	}
	t := newTally(now.Data, before)
	states := lifetime.Warranties()
	found := api.WarrantyReport{States: make([]api.WarrantyState, len(states)), Ending: []api.MonthCount{}}
	for i, w := range states {
		found.States[i] = api.WarrantyState{State: w, ReportRow: t.row()}
	}
	for _, c := range now.Data.cells.Cells {
		t.add(&found.States[slices.Index(states, c.State)].ReportRow, c.Category, c.N)
	}
	if before != nil {
		for _, c := range before.cells.Cells {
			t.was(&found.States[slices.Index(states, c.State)].ReportRow, c.N)
		}
	}
	for _, m := range now.Data.cells.Ending {
		found.Ending = append(found.Ending, api.MonthCount{Month: m.Month.Format("2006-01"), N: m.N})
	}
	found.ReportHead = t.finish("")
	found.Summary = warrantySummary(&found)
	return api.Answer[api.WarrantyReport]{Standing: now.Standing, Data: found}, nil
}

func warrantySummary(w *api.WarrantyReport) string {
	if w.Total == 0 {
		return "No devices."
	}
	at := func(s lifetime.Warranty) int64 { return w.States[slices.Index(lifetime.Warranties(), s)].Total }
	return fmt.Sprintf("%s: %d under warranty, %d of them ending within %d days; %d expired; of %d no warranty data is known.",
		devices(w.Total), at(lifetime.WarrantyActive)+at(lifetime.WarrantyExpiring), at(lifetime.WarrantyExpiring), lifetime.ExpiringDays,
		at(lifetime.WarrantyExpired), at(lifetime.WarrantyNone))
}
