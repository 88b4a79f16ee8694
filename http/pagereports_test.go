package http

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"coresync/domain/lifetime"
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
		"Customer Total Online Offline Server", "Acme Server 3 3 0 3", api.NoCustomer+" Server 1 0 1 1", "Total 4 3 1 4")
	require.Contains(t, page, `/assets?customer=`+thing(1).String()+`&amp;status=in_use&amp;status=available&amp;status=maintenance&amp;status=lost`)
	says(t, words(t, s, "/reports/devices?report=device-age"), "3-5yr", "0-1yr", "Median age", "3.3 years")
	says(t, words(t, s, "/reports/devices?report=warranty-status"), "Expiring Soon (90 days)", "Warranties that end, by month", "4 warranties end within the next 12 months, most in 2026-04 (4).", "2026-04")
	w := browse(s, "GET", "/reports/devices?customer=none&category=Server&connectivity=online&retired=true", "owner", nil)
	require.Equal(t, 200, w.Code)
	require.True(t, reports.asked.NoCustomer && reports.asked.Retired && !reports.asked.Virtual)
	require.Equal(t, []string{"Server"}, reports.asked.Categories)
	file := browse(s, "GET", "/reports/devices/export?report=device-age&format=csv", "owner", nil)
	require.Equal(t, "attachment; filename=device-age.csv", file.Header().Get("Content-Disposition"))
	require.Equal(t, 400, browse(s, "GET", "/reports/devices/export?format=doc", "owner", nil).Code)
}

// A table of billable classes that somebody changed meanwhile is not overwritten, and a
// class that NinjaOne can't have is refused where it was typed.
func TestBillableClassesOfTwoPeople(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	const path = "/reports/ledger/classes"
	require.Contains(t, browse(s, "GET", path, "owner", nil).Body.String(), `name="version" value="1"`)
	late := browse(s, "POST", path, "owner", url.Values{"version": {"0"}})
	require.Equal(t, 422, late.Code)
	require.Contains(t, late.Body.String(), "Somebody else changed the table in between.")
	require.Contains(t, late.Body.String(), `value="MAC" checked`, "as it is now")
	wrong := browse(s, "POST", path, "owner", url.Values{"version": {"1"}, "more": {"<b>toaster"}})
	require.Equal(t, 422, wrong.Code)
	require.Contains(t, wrong.Body.String(), "Write a class as NinjaOne does")
	require.Contains(t, wrong.Body.String(), `value="&lt;B&gt;TOASTER"`)
	require.NotContains(t, wrong.Body.String(), `value="MAC" checked`, "as it was typed")
	require.Equal(t, 303, browse(s, "POST", path, "owner", url.Values{"version": {"1"}, "billable": {"MAC"}, "more": {"toaster_2"}}).Code)
}

// A band of the chart opens its devices under it; each number leads to the assets that
// it counts, those of the total and of the other moment too.
func TestREP_06_EachNumberLeadsToItsDevices(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.Reports = &fakeReports{} })
	living := "status=in_use&amp;status=available&amp;status=maintenance&amp;status=lost"
	page := browse(s, "GET", "/reports/devices?report=device-age&open=0-1yr&compare=2026-03-01", "owner", nil).Body.String()
	require.Contains(t, page, `href="/reports/devices?compare=2026-03-01&amp;open=3-5yr&amp;report=device-age#devices"`)
	require.Contains(t, page, `href="/assets?age=0-1yr&amp;age_estimated=true&amp;physical=true&amp;`+living+`"`)
	require.Contains(t, page, `href="/assets?category=Server&amp;physical=true&amp;`+living+`"`, "of the total")
	says(t, words(t, s, "/reports/devices?report=device-age&open=0-1yr"), "0-1yr: 1 device", "In the list of assets", "LAPTOP-1")
	then := browse(s, "GET", "/reports/devices?report=device-age&as_of=5", "owner", nil).Body.String()
	require.Contains(t, then, `href="/assets?age=3-5yr&amp;physical=true&amp;`+living+`&amp;as_of=5"`, "a past number leads to the past")
	warranties := browse(s, "GET", "/reports/devices?report=warranty-status", "owner", nil).Body.String()
	require.Equal(t, 2, strings.Count(warranties, `href="/assets?physical=true&amp;`+living+`&amp;warranty=active&amp;warranty=expiring&amp;warranty_ends=2026-04"`), "in the chart and in its table")
}

// No warranty is said to be no data, where somebody points at the number (REP-10).
func TestREP_10_NoWarrantyIsNoProofOfNone(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.Reports = unknownWarranties{&fakeReports{}} })
	page := browse(s, "GET", "/reports/devices?report=warranty-status", "owner", nil).Body.String()
	require.Regexp(t, `<a class="card tile"[^>]* title="No warranty data, which is no proof of none"`, page)
}

// unknownWarranties knows nothing of any warranty.
type unknownWarranties struct{ *fakeReports }

func (f unknownWarranties) Warranties(_ context.Context, _ api.Scope, filter api.ReportFilter) (api.Answer[api.WarrantyReport], error) {
	return answerOf(api.WarrantyReport{ReportHead: f.head(filter), States: []api.WarrantyState{{State: lifetime.WarrantyNone, ReportRow: f.row(4)}}}), nil
}

// The field of the filter leads to the same moment as the header: the end of the day.
func TestTheDayOfAReportIsAMomentOfAllItsLinks(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.Reports = &fakeReports{} })
	for asked, want := range map[string]string{
		"report=device-age&day=2026-03-01":                "/reports/devices?as_of=2026-03-01T23%3A59%3A59.999999Z&report=device-age",
		"day=9999-12-31":                                  "/reports/devices",
		"day=soon&retired=true":                           "/reports/devices?retired=true",
		"day=&as_of=2026-03-01T12:00:00Z":                 "/reports/devices",
		"day=&as_of=5":                                    "/reports/devices?as_of=5",
		"day=2026-03-01&as_of=2026-03-01T12%3A00%3A00Z":   "/reports/devices?as_of=2026-03-01T12%3A00%3A00Z",
		"day=2026-03-02&as_of=2026-03-01T12%3A00%3A00Z":   "/reports/devices?as_of=2026-03-02T23%3A59%3A59.999999Z",
		"day=2026-02-30&customer=none&as_of=5&open=0-1yr": "/reports/devices?customer=none&open=0-1yr",
	} {
		w := browse(s, "GET", "/reports/devices?"+asked, "owner", nil)
		require.Equal(t, 303, w.Code, asked)
		require.Equal(t, want, w.Header().Get("Location"), asked)
	}
}

// The ledger and the movements stand beside the reports; each number leads to its devices.
func TestLedgerPages(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	says(t, words(t, s, "/reports/ledger?month=2026-03"), "Device Ledger", "MAC 4 2 1 0 0 5", "Not billed", "2 ignored by a rule")
	says(t, words(t, s, "/reports/ledger?month=2026-03"), "Acme <GmbH> all classes 5 2 1 0 0 6 Acme <GmbH> MAC 4 2 1 0 0 5", "Customer All No customer")
	page := browse(s, "GET", "/reports/ledger?month=2026-03&part=added", "owner", nil).Body.String()
	require.Contains(t, page, `"/reports/ledger?customer=`+thing(7).String()+`&amp;month=2026-03&amp;part=closing#devices"`, "the sum of a customer")
	require.Contains(t, page, "class=MAC&amp;customer="+thing(7).String()+"&amp;month=2026-03&amp;part=closing#devices")
	require.Contains(t, page, `/reports/ledger/export?devices=true&amp;format=csv&amp;month=2026-03&amp;part=added`)
	says(t, words(t, s, "/reports/movements"), "Movements", "PC-1", "Name", "PC-0", "Moved between customers")
	says(t, words(t, s, "/reports/ledger/classes"), "Billable classes", "MAC", "Another class, to be billed")
	require.Contains(t, page, `href="/reports/ledger?month=2026-03&amp;part=not_billed&amp;why=ignored#devices"`, "what is not billed leads to its devices")
	says(t, words(t, s, "/reports/ledger?month=2026-03&part=not_billed&why=ignored"), "Not billed devices", "PC-2", "not billed: ignored by a rule")
	says(t, words(t, s, "/reports/movements?from=2026-03-20&to=2026-03-01"), "The first day comes after the last")
	says(t, words(t, s, "/reports/movements?from=yesterday"), "“yesterday” is no day.")
	require.Equal(t, 200, browse(s, "GET", "/reports/ledger/export?format=xlsx", "owner", nil).Code)
	require.Equal(t, 400, browse(s, "GET", "/reports/movements/export?format=doc", "owner", nil).Code)
}
