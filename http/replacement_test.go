package http

import (
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestEOL_02_to_05_ThePoliciesOverHTTP(t *testing.T) {
	t.Parallel()
	has := &fakeReplacements{}
	h := only(t, func(_ *Config, s *Services) { s.Replacements = has })
	path, override := "/api/v1/replacement-policies", `{"customer": "`+thing(1).String()+`", "policies": [{"category": "Workstation", "max_age_months": 36, "warn_months": 3}]}`
	for _, sc := range []scenario{
		{name: "list", path: path, token: "member", status: 200, golden: "replacement_policies.json", want: map[string]string{"ETag": `"2"`}},
		{name: "a customer's", path: path + "?customer=" + thing(1).String(), status: 200, golden: "replacement_policies_customer.json"},
		{name: "no such customer", path: path + "?customer=" + thing(7).String(), status: 404, code: "customer_not_found"},
		{name: "set", method: "PUT", path: path, body: override, status: 200, want: map[string]string{"ETag": `"3"`}},
		{name: "a warning at the maximum", method: "PUT", path: path, body: `{"policies": [{"category": "Workstation", "max_age_months": 48, "warn_months": 48}]}`, status: 400, code: "invalid"},
		{name: "no such category", method: "PUT", path: path, body: `{"policies": [{"category": "Moon"}]}`, status: 400, code: "invalid"},
		{name: "nothing", method: "PUT", path: path, body: `{"policies": []}`, status: 400, code: "invalid"},
		{name: "who may not", method: "PUT", path: path, token: "manager", body: override, status: 403, code: "permission_missing"},
		{name: "preview", method: "POST", path: path + "/preview", body: override, status: 200, golden: "replacement_effect.json"},
	} {
		sc.run(t, h)
	}
	require.Equal(t, &api.ReplacementPolicyDraft{Customer: new(thing(1)), Policies: []api.ReplacementPolicyRow{{Category: "Workstation", MaxAgeMonths: new(36), WarnMonths: new(3)}}}, &has.set)
}

func TestEOL_06_to_08_TheRecommendationsOverHTTP(t *testing.T) {
	t.Parallel()
	has := &fakeReplacements{}
	h := only(t, func(_ *Config, s *Services) { s.Replacements = has })
	path := "/api/v1/eol-recommendations"
	narrowed := "?customer=" + thing(1).String() + "&category=Server&state=overdue&plan=open&include_virtual=true&quarter=2027-Q1&try=Server:48&changed=true&sort=-cost"
	scenario{path: path + narrowed, token: "billing_readonly", status: 200, golden: "recommendations.json"}.run(t, h)
	want := api.RecommendationFilter{
		Customers: []uuid.UUID{thing(1)}, Categories: []string{"Server"}, States: []string{"overdue"}, Plans: []string{"open"}, Virtual: true,
		Quarter: "2027-Q1", Try: []string{"Server:48"}, Changed: true,
	}
	require.Equal(t, want, has.filter)
	require.Equal(t, api.Sort{By: "cost", Descending: true}, has.list.Sort)
	scenario{path: path + "/export" + narrowed + "&format=csv", status: 200, want: map[string]string{"Content-Disposition": "attachment; filename=eol-recommendations.csv"}}.run(t, h)
	require.Equal(t, want, has.filter)
	for _, sc := range []scenario{
		{name: "counts", path: path + "/counts", token: "member", status: 200, golden: "recommendation_counts.json"},
		{name: "forecast", path: "/api/v1/refresh-forecast?quarters=2", token: "member", status: 200, golden: "refresh_forecast.json"},
		{name: "no quarters", path: "/api/v1/refresh-forecast?quarters=0", status: 400, code: "invalid"},
		{name: "a forecast as a file", path: "/api/v1/refresh-forecast/export?format=xlsx", status: 200, want: map[string]string{"Content-Disposition": "attachment; filename=refresh-forecast.xlsx"}},
		{name: "no such state", path: path + "?state=fine", status: 400, code: "invalid"},
		{name: "no such quarter", path: path + "?quarter=2027", status: 400, code: "invalid"},
		{name: "snooze", method: "POST", path: path + "/plans", token: "technician", body: `{"assets": ["` + thing(21).String() + `"], "action": "snoozed", "until": "2027-06-30", "reason": "moves"}`, status: 200},
		{name: "tickets", method: "POST", path: path + "/tickets", token: "technician", body: `{"assets": ["` + thing(21).String() + `"]}`, status: 200, golden: "replacement_tickets.json"},
		{name: "tickets about nothing", method: "POST", path: path + "/tickets", body: `{"assets": []}`, status: 400, code: "invalid"},
		{name: "who may make no tickets", method: "POST", path: path + "/tickets", token: "member", body: `{"assets": ["` + thing(21).String() + `"]}`, status: 403, code: "permission_missing"},
		{name: "quote lines", path: path + "/quote-lines?format=xlsx&asset=" + thing(21).String(), token: "member", status: 200, want: map[string]string{"Content-Disposition": "attachment; filename=quote-lines.xlsx"}},
		{name: "snooze without a reason", method: "POST", path: path + "/plans", body: `{"assets": ["` + thing(21).String() + `"], "action": "snoozed", "until": "2027-06-30"}`, status: 400, code: "invalid"},
		{name: "who may not snooze", method: "POST", path: path + "/plans", token: "member", body: `{"assets": ["` + thing(21).String() + `"], "action": "open"}`, status: 403, code: "permission_missing"},
	} {
		sc.run(t, h)
	}
	require.Equal(t, []uuid.UUID{thing(21)}, has.plan.Assets)
}
