package http

import (
	"context"

	"coresync/domain/lifetime"
	"coresync/http/api"
)

// fakeReports has three devices of a customer and one of nobody, and notes the filter.
type fakeReports struct{ asked api.ReportFilter }

func (f *fakeReports) head(filter api.ReportFilter) api.ReportHead {
	f.asked = filter
	h := api.ReportHead{On: "2026-03-31", Total: 4, Summary: "4 devices.", Categories: []string{"Server"}, RecordedAt: noon}
	if filter.Compare != nil {
		h.Compared, h.Before = "2026-03-01", new(int64)
	}
	return h
}

func (f *fakeReports) row(n int64) api.ReportRow {
	return api.ReportRow{Total: n, Categories: map[string]int64{"Server": n}}
}

func (f *fakeReports) Companies(_ context.Context, _ api.Scope, filter api.ReportFilter) (api.Answer[api.CompanyReport], error) {
	return answerOf(api.CompanyReport{ReportHead: f.head(filter), Online: 3, Offline: 1, Rows: []api.CompanyRow{
		{Customer: &api.Ref{ID: thing(1), Name: "Acme"}, ReportRow: f.row(3), Online: 3}, {ReportRow: f.row(1), Offline: 1},
	}}), nil
}

func (f *fakeReports) Ages(_ context.Context, _ api.Scope, filter api.ReportFilter) (api.Answer[api.AgeReport], error) {
	median := 40
	return answerOf(api.AgeReport{ReportHead: f.head(filter), MedianMonths: &median, Estimated: 1, Bands: []api.AgeBand{
		{Band: lifetime.Band35, ReportRow: f.row(3)}, {Band: lifetime.Band01, ReportRow: f.row(1), Estimated: 1},
	}}), nil
}

func (f *fakeReports) Warranties(_ context.Context, _ api.Scope, filter api.ReportFilter) (api.Answer[api.WarrantyReport], error) {
	return answerOf(api.WarrantyReport{ReportHead: f.head(filter), States: []api.WarrantyState{
		{State: lifetime.WarrantyExpiring, ReportRow: f.row(4)},
	}, Ending: []api.MonthCount{{Month: "2026-04", N: 4}}}), nil
}

func (f *fakeReports) Export(_ context.Context, _ api.Scope, name string, filter api.ReportFilter, format string) (api.Answer[api.File], error) {
	f.head(filter)
	return formatted(name+".", format, "Customer,Total\n")
}
