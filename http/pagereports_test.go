package http

import (
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestREP_01_ReportsAreInTheMenu(t *testing.T) {
	t.Parallel()
	reports := &fakeReports{}
	s := newServer(t, func(_ *Config, has *Services) { has.Reports = reports })
	page := browse(s, "GET", "/reports/devices", "owner", nil).Body.String()
	require.Contains(t, page, `href="/reports/devices"`)
	says(t, words(t, s, "/reports/devices"), "Reports", "Device Reports", "Devices by Company", "Device Age", "Warranty Status",
		"Customer Total Online Offline Server", "Acme 3 3 0 3", api.NoCustomer+" 1 0 1 1")
	require.Contains(t, page, `/assets?customer=`+thing(1).String()+`&amp;status=in_use&amp;status=available&amp;status=maintenance&amp;status=lost`)
	says(t, words(t, s, "/reports/devices?report=device-age"), "3-5yr", "0-1yr", "Median age", "3.3 years")
	says(t, words(t, s, "/reports/devices?report=warranty-status"), "Expiring Soon (90 days)", "Warranties that end, by month", "2026-04")
	w := browse(s, "GET", "/reports/devices?customer=none&category=Server&connectivity=online&retired=true", "owner", nil)
	require.Equal(t, 200, w.Code)
	require.True(t, reports.asked.NoCustomer && reports.asked.Retired && !reports.asked.Virtual)
	require.Equal(t, []string{"Server"}, reports.asked.Categories)
	file := browse(s, "GET", "/reports/devices/export?report=device-age&format=csv", "owner", nil)
	require.Equal(t, "attachment; filename=device-age.csv", file.Header().Get("Content-Disposition"))
	require.Equal(t, 404, browse(s, "GET", "/reports/devices/export?format=doc", "owner", nil).Code)
}
