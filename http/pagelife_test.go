package http

import (
	"net/url"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestEOL_01_ManageReplacementPoliciesStandsInTheSettings(t *testing.T) {
	t.Parallel()
	has := &fakeReplacements{}
	s := newServer(t, func(_ *Config, services *Services) { services.Replacements = has })
	connection := "/settings/integrations/ninjaone/" + thing(5).String()
	page := browse(s, "GET", connection, "owner", nil).Body.String()
	require.Contains(t, page, `href="`+connection+`/policies"`)
	says(t, words(t, s, connection), "Replacement policies", "Workstation", "48 months, warned 6 months before", "Manage Replacement Policies")

	says(t, words(t, s, connection+"/policies"), "Replacement policies", "Global defaults", "Maximum age (months)", "Warn N months before", "Unit cost", "Customer overrides", "Acme", "Workstation 36 months, warned 3 months before")
	form := browse(s, "GET", connection+"/policies", "owner", nil).Body.String()
	require.Less(t, strings.Index(form, `aria-hidden="true">Save</button>`), strings.Index(form, `/policies/reset"`), "Enter in a field saves: the first button of the form does")
	override := browse(s, "GET", connection+"/policies?customer="+thing(1).String(), "owner", nil).Body.String()
	require.Contains(t, override, `placeholder="60"`, "an inherited number is seen as one")
	require.Contains(t, override, `value="36"`)
	says(t, words(t, s, connection+"/policies?customer="+thing(1).String()), "Override for Acme", "Inherited: maximum age", "inherited")
	require.NotContains(t, override, `value="60"`)
	own := browse(s, "POST", connection+"/policies/copy", "owner", url.Values{"customer": {thing(1).String()}, "category": {"Server"}, "cost:Workstation": {"777"}}).Body.String()
	require.Contains(t, own, `value="60"`, "an override begins as a copy of the default")
	require.Contains(t, own, `value="777"`, "what is typed elsewhere stays")
	require.NotContains(t, browse(s, "GET", connection+"/policies", "member", nil).Body.String(), ">Save<")
	says(t, words(t, s, connection+"/policies"), "Change a number to see how many devices become overdue")
}

func TestEOL_05_PoliciesAreSavedFromThePage(t *testing.T) {
	t.Parallel()
	has := &fakeReplacements{}
	s := newServer(t, func(_ *Config, services *Services) { services.Replacements = has })
	path := "/settings/integrations/ninjaone/" + thing(5).String() + "/policies"
	form := url.Values{"by:Workstation": {"age"}, "age:Workstation": {"36"}, "warn:Workstation": {"3"}, "cost:Server": {"900"}, "version": {"2"}, "customer": {thing(1).String()}}
	preview := browse(s, "POST", path+"/preview", "owner", form)
	require.Equal(t, 200, preview.Code)
	require.Contains(t, preview.Body.String(), "12 devices become overdue (41 → 53).")
	require.Contains(t, preview.Body.String(), "/assets/eol?changed=true&amp;try=Workstation%3A36%3A3")
	saved := browse(s, "POST", path, "owner", form)
	require.Equal(t, 303, saved.Code)
	require.Equal(t, new(thing(1)), has.set.Customer)
	require.Equal(t, api.ReplacementPolicyRow{Category: "Workstation", EndOfLife: "age", MaxAgeMonths: new(36), WarnMonths: new(3)}, has.set.Policies[0])
	require.Equal(t, new(int64(900)), has.set.Policies[1].UnitCost)

	form.Set("warn:Workstation", "36")
	refused := browse(s, "POST", path, "owner", form)
	require.Equal(t, 422, refused.Code)
	require.Contains(t, refused.Body.String(), "Warn fewer than 48 months before.")
	form.Set("cost:Server", "1e9")
	for _, where := range []string{"", "/preview"} {
		both := browse(s, "POST", path+where, "owner", form).Body.String()
		require.Contains(t, both, "Write a whole number.", "what can't be read does not hide what is out of range")
		require.Contains(t, both, "Warn fewer than 48 months before.")
	}
	form.Set("warn:Workstation", "3")
	form.Set("cost:Server", "900")
	form.Set("version", "1")
	late := browse(s, "POST", path, "owner", form)
	require.Equal(t, 422, late.Code)
	says(t, late.Body.String(), "Somebody else changed these policies in between.", "now: nothing of its own", "12 devices become overdue")
	require.NotContains(t, late.Body.String(), "Some numbers are not as they must be")
	require.Contains(t, late.Body.String(), `value="900"`, "what was typed stands there")
	form.Set("warn:Workstation", "soon")
	require.Contains(t, browse(s, "POST", path+"/preview", "owner", form).Body.String(), "Write a whole number.")

	// A row that is reset is empty, and what is typed elsewhere stays.
	turned := browse(s, "POST", path+"/reset", "owner", url.Values{"category": {"Workstation"}, "by:Workstation": {"age"}, "age:Workstation": {"36"}, "warn:Workstation": {"3"}, "cost:Server": {"777"}, "customer": {thing(1).String()}, "version": {"2"}})
	require.Equal(t, 200, turned.Code)
	require.Contains(t, turned.Body.String(), `value="777"`)
	require.NotContains(t, turned.Body.String(), `value="36"`)
	require.Contains(t, turned.Body.String(), "data-changed", "leaving asks")
	says(t, turned.Body.String(), "inherited when saved", "12 devices become overdue")
	require.NotContains(t, browse(s, "GET", path, "owner", nil).Body.String(), "data-changed")
	require.Equal(t, 404, browse(s, "POST", path+"/reset", "owner", url.Values{"category": {"Moon"}}).Code)
	require.Equal(t, 403, browse(s, "POST", path, "member", form).Code)
}

func TestEOL_06_07_08_TheRecommendationsPage(t *testing.T) {
	t.Parallel()
	has := &fakeReplacements{}
	s := newServer(t, func(_ *Config, services *Services) { services.Replacements = has })
	page := browse(s, "GET", "/assets/eol", "owner", nil).Body.String()
	require.Contains(t, page, `href="/assets/eol"`)
	says(t, words(t, s, "/assets/eol"), "EOL Recommendations", "Overdue", "1 snoozed", "Approaching end-of-life", "Compliant", "Unknown age", "No policy",
		"PC-1", "Snoozed until 1 Sep 2026", "moves office", "5 y of 4 y", "3 Mar 2025", "Enter the purchase date", "To be replaced, by quarter", "As a table")
	tried := words(t, s, "/assets/eol?what=Workstation&months=60")
	says(t, tried, "Nothing is saved: Workstation for 60 months.", "Back to the policies in force")
	browse(s, "GET", "/assets/eol?state=overdue&customer=none&category=Server&plan=open&quarter=2026-Q4&virtual=true&what=Server&months=72&changed=true", "owner", nil)
	require.True(t, has.filter.NoCustomer && has.filter.Virtual)
	require.Equal(t, []string{"Server:72"}, has.filter.Try)
	says(t, words(t, s, "/assets/eol?group=customer"), "Acme", "No customer")
	says(t, words(t, s, "/assets/eol/forecast"), "Refresh forecast", "Acme", "1 1,200", "Total", "By 2026-Q4", "2 1,200", "Customer All No customer")
	forecast := browse(s, "GET", "/assets/eol/forecast?category=Server", "owner", nil).Body.String()
	require.Contains(t, forecast, `href="/assets/eol?category=Server&amp;customer=`+thing(1).String()+`&amp;plan=open&amp;state=overdue"`)
	require.Contains(t, forecast, `href="/assets/eol?category=Server&amp;plan=open&amp;state=overdue"`, "of all customers")
	require.Equal(t, 200, browse(s, "GET", "/assets/eol/export?format=xlsx", "owner", nil).Code)
	require.Equal(t, 200, browse(s, "GET", "/assets/eol/export?format=pdf", "owner", nil).Code)
	require.Equal(t, 400, browse(s, "GET", "/assets/eol/export?format=doc", "owner", nil).Code)
	require.Equal(t, 200, browse(s, "GET", "/assets/eol/forecast/export?format=pdf", "owner", nil).Code)

	done := browse(s, "POST", "/assets/eol/plan?state=overdue", "owner", url.Values{"pick": {thing(21).String()}, "action": {"snoozed"}, "until": {"2026-09-01"}, "reason": {"moves office"}})
	require.Equal(t, 303, done.Code)
	require.Equal(t, "/assets/eol?state=overdue", done.Header().Get("Location"))
	require.Equal(t, api.PlanDraft{Assets: []uuid.UUID{thing(21)}, Action: "snoozed", Until: "2026-09-01", Reason: "moves office"}, has.plan)
	refused := browse(s, "POST", "/assets/eol/plan?state=overdue&after=x", "owner", url.Values{"pick": {thing(21).String()}, "action": {"snoozed"}, "until": {"2026-09-01"}})
	require.Equal(t, 422, refused.Code)
	require.Contains(t, refused.Body.String(), "Say why it is kept.")
	require.Contains(t, refused.Body.String(), `value="`+thing(21).String()+`" checked`, "what was ticked stays ticked")
	require.Contains(t, refused.Body.String(), `name="until" value="2026-09-01"`)
	require.Contains(t, refused.Body.String(), `action="/assets/eol/plan?state=overdue&amp;after=x"`, "the same page of the list")
	require.Equal(t, 403, browse(s, "POST", "/assets/eol/plan", "member", url.Values{"pick": {thing(21).String()}, "action": {"open"}}).Code)
	ticked := url.Values{"pick": {thing(21).String(), thing(22).String()}, "format": {"xlsx"}}
	made := browse(s, "POST", "/assets/eol/tickets?state=overdue", "owner", ticked)
	require.Equal(t, 303, made.Code)
	require.Equal(t, "/assets/eol?state=overdue", made.Header().Get("Location"))
	require.Len(t, has.plan.Assets, 2)
	require.Equal(t, 403, browse(s, "POST", "/assets/eol/tickets", "member", ticked).Code)
	require.Equal(t, "attachment; filename=quote-lines.xlsx", browse(s, "POST", "/assets/eol/quote", "owner", ticked).Header().Get("Content-Disposition"))
	require.Equal(t, []uuid.UUID{thing(21), thing(22)}, has.filter.Assets)
	require.Equal(t, 303, browse(s, "POST", "/assets/eol/quote", "owner", url.Values{"format": {"csv"}}).Code, "nothing was ticked")
}

// Money stands with the workspace's currency; without one it is a number.
func TestCostsStandInTheCurrencyOfTheWorkspace(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, services *Services) { services.Replacements = &fakeReplacements{} })
	says(t, words(t, s, "/assets/eol/forecast"), "1,200")
	wrong := browse(s, "POST", "/settings/workspace", "owner", url.Values{"name": {"Acme"}, "timezone": {"UTC"}, "currency": {"QQQ"}, "version": {"1"}})
	require.Equal(t, 422, wrong.Code)
	require.Contains(t, wrong.Body.String(), "ISO 4217")
	require.Equal(t, 303, browse(s, "POST", "/settings/workspace", "owner", url.Values{"name": {"Acme"}, "timezone": {"UTC"}, "currency": {"eur"}, "version": {"1"}}).Code)
	says(t, words(t, s, "/assets/eol/forecast"), "1,200", "what new ones cost, in EUR")
}

// Who may see persons sees on the page who has a device.
func TestEOL_06_WhoHasADeviceStandsBesideIt(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, services *Services) { services.Replacements = &fakeReplacements{} })
	require.Contains(t, browse(s, "GET", "/assets/eol", "owner", nil).Body.String(), `data-label="Contact"`)
}
