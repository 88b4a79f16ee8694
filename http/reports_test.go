package http

import (
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestReports(t *testing.T) {
	t.Parallel()
	reports := &fakeReports{}
	h := only(t, func(_ *Config, has *Services) { has.Reports = reports })
	for _, name := range api.ReportNames() {
		scenario{path: "/api/v1/reports/" + name, token: "billing_readonly", status: 200, golden: "report_" + name + ".json"}.run(t, h)
		require.Equal(t, api.ReportFilter{}, reports.asked)
		scenario{path: "/api/v1/reports/" + name + "?customer=" + thing(1).String() + "&category=Server&connectivity=online&include_retired=true&include_virtual=true&compare=2026-03-01T12:00:00Z",
			status: 200}.run(t, h)
		require.Equal(t, []uuid.UUID{thing(1)}, reports.asked.Customers) // REP-11
		require.Equal(t, []string{"Server"}, reports.asked.Categories)   // REP-12
		require.Equal(t, []string{"online"}, reports.asked.Connectivity) // REP-13
		require.True(t, reports.asked.Retired && reports.asked.Virtual && !reports.asked.NoCustomer)
		require.NotNil(t, reports.asked.Compare)
	}
	play(t, h, []scenario{
		{name: "a file", path: "/api/v1/reports/device-age/export?format=csv&category=Server", status: 200,
			want: map[string]string{"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": "attachment; filename=device-age.csv"}},
		{name: "no such format", path: "/api/v1/reports/device-age/export?format=doc", status: 400, code: "invalid"},
		{name: "a file of no report", path: "/api/v1/reports/moons/export?format=csv", status: 400, code: "invalid"},
		{name: "no such report", path: "/api/v1/reports/moons", status: 404, code: "route_not_found"},
		{name: "no such category", path: "/api/v1/reports/device-age?category=Moon", status: 400, code: "invalid"},
		{name: "no moment", path: "/api/v1/reports/device-age?compare=yesterday", status: 400, code: "invalid"},
		{name: "a misspelt filter", path: "/api/v1/reports/device-age?online=true", status: 400, code: "invalid"},
	})
}
