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

// The ledger and the movements stand beside the reports; each number leads to its devices.
func TestLedgerPages(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	says(t, words(t, s, "/reports/ledger?month=2026-03"), "Device Ledger", "MAC 4 2 1 0 0 5", "Not billed", "2 ignored by a rule")
	page := browse(s, "GET", "/reports/ledger?month=2026-03&part=added", "owner", nil).Body.String()
	require.Contains(t, page, "class=MAC&amp;customer="+thing(7).String()+"&amp;month=2026-03&amp;part=closing#devices")
	require.Contains(t, page, `/reports/ledger/export?devices=true&amp;format=csv&amp;month=2026-03&amp;part=added`)
	says(t, words(t, s, "/reports/movements"), "Movements", "PC-1", "Name", "PC-0", "Moved between customers")
	says(t, words(t, s, "/reports/ledger/classes"), "Billable classes", "MAC", "Another class, to be billed")
	require.Equal(t, 200, browse(s, "GET", "/reports/ledger/export?format=xlsx", "owner", nil).Code)
	require.Equal(t, 404, browse(s, "GET", "/reports/movements/export?format=doc", "owner", nil).Code)
}
