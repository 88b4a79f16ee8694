package http

import (
	"net/http"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func csv(kind, query, body string) scenario {
	return scenario{method: "POST", path: "/api/v1/imports/" + kind + query, body: body, status: 200, header: map[string]string{"Content-Type": "text/csv"}}
}

func TestImports(t *testing.T) {
	t.Parallel()
	imports := &fakeImports{}
	h := only(t, func(c *Config, has *Services) { has.Imports, c.UploadLimit = imports, 100 })
	for _, kind := range []string{"customers", "contacts", "contracts", "tickets", "assets", "warranties"} {
		sc := csv(kind, "", "external_id,name\nC-1,Acme\n")
		sc.want = map[string]string{"Coresync-Position": at(4712).String()}
		sc.run(t, h)
		require.Equal(t, kind, imports.asked.Kind)

		wrong := csv(kind, "/faults", "external_id\n")
		wrong.want = map[string]string{"Content-Disposition": "attachment; filename=" + kind + "-with-faults.csv", "Content-Type": "text/csv; charset=utf-8"}
		require.Equal(t, "external_id,faults\n1,line 2\n", wrong.run(t, h).Body.String())
		require.Equal(t, api.Import{Kind: kind, File: imports.asked.File}, imports.asked)
	}
	sc := csv("customers", "?preview=true&remove_missing=true", "external_id,name\nC-1,wrong\n")
	sc.golden, sc.header["Idempotency-Key"] = "import.json", "friday"
	sc.run(t, h)
	require.Equal(t, "external_id,name\nC-1,wrong\n", imports.file)
	require.True(t, imports.asked.Preview && imports.asked.RemoveMissing)
	require.Equal(t, uint8(5), uint8(imports.command.AppendID.Version()))
	large := csv("customers", "", strings.Repeat("x", 101))
	large.status, large.code = http.StatusRequestEntityTooLarge, "body_too_large"
	large.run(t, h)
	play(t, h, []scenario{
		{name: "no CSV", method: "POST", path: "/api/v1/imports/customers", body: "{}", status: 415, code: "media_type"},
		{name: "no file", method: "POST", path: "/api/v1/imports/customers", status: 400, code: "invalid"},
		{name: "no such kind", method: "POST", path: "/api/v1/imports/printers", status: 404, code: "route_not_found"},
	})
}

func TestSearchFindsOnlyWhatMayBeSeen(t *testing.T) {
	t.Parallel()
	h := only(t)
	kinds := func(token, query string) string {
		return scenario{path: "/api/v1/search?q=acme" + query, token: token, status: 200}.run(t, h).Body.String()
	}
	all := kinds("member", "")
	for _, kind := range []string{"asset", "customer", "contact", "contract", "ticket"} {
		require.Contains(t, all, `"kind":"`+kind+`"`)
	}
	billing := kinds("billing_readonly", "")
	require.Contains(t, billing, `"kind":"asset"`)
	require.NotContains(t, billing, `"kind":"ticket"`)
	require.NotContains(t, billing, `"kind":"contact"`)
	require.JSONEq(t, `{"items": []}`, kinds("billing_readonly", "&kind=ticket"))
	require.JSONEq(t, `{"items": [{"kind": "ticket", "id": "`+thing(0).String()+`", "title": "acme", "detail": "found"}]}`, kinds("member", "&kind=ticket"))
	require.Equal(t, 2, strings.Count(kinds("member", "&limit=2"), `"kind"`))
	scenario{path: "/api/v1/search", status: 400, code: "invalid"}.run(t, h)
}

func TestSettings(t *testing.T) {
	t.Parallel()
	h := only(t)
	scenario{path: "/api/v1/settings", token: "billing_readonly", status: 200, equal: `{"name": "main", "timezone": "UTC", "currency": "", "version": 1}`,
		want: map[string]string{"Etag": `"1"`}}.run(t, h)
	scenario{method: "PATCH", path: "/api/v1/settings", body: `{"timezone": "Europe/Berlin", "currency": "EUR"}`, header: map[string]string{"If-Match": `"1"`},
		status: 200, equal: `{"name": "main", "timezone": "Europe/Berlin", "currency": "EUR", "version": 2}`, want: map[string]string{"Etag": `"2"`}}.run(t, h)
	play(t, h, []scenario{
		{name: "somebody was faster", method: "PATCH", path: "/api/v1/settings", body: `{"name": "x"}`, header: map[string]string{"If-Match": `"1"`},
			status: 412, code: "version_conflict"},
		{name: "who may not", method: "PATCH", path: "/api/v1/settings", body: `{"name": "x"}`, token: "manager", status: 403, code: "permission_missing"},
		{name: "no zone", method: "PATCH", path: "/api/v1/settings", body: `{"timezone": "Nowhere"}`, status: 400, code: "invalid"},
	})
}

func TestEvents(t *testing.T) {
	t.Parallel()
	h := only(t)
	w := scenario{path: "/api/v1/events?from=2&limit=1", token: "observer", status: 200, golden: "events.json",
		want: map[string]string{"Coresync-Position": at(4711).String(), "Coresync-Rules": ""}}.run(t, h)
	require.Equal(t, []string{"items", "next_cursor", "total"}, keysOf(t, w.Body.Bytes()))
	scenario{path: "/api/v1/events?sort=-position&type=CustomerRecorded&stream_prefix=customer/&since=2026-03-03T00:00:00Z&until=2026-03-04T00:00:00Z&to=2", status: 200}.run(t, h)
	scenario{path: "/api/v1/events?about=asset/" + thing(1).String() + "&actor=user:1&run=" + thing(2).String() + "&correlation_id=" + thing(3).String() + "&event_id=" + thing(4).String() + "&sentences=true", status: 200}.run(t, h)
	scenario{path: "/api/v1/events?run=newest", status: 400, code: "invalid"}.run(t, h)
	scenario{path: "/api/v1/events?from=0", status: 400, code: "invalid"}.run(t, h)
	scenario{path: "/api/v1/audit/head", token: "observer", status: 200, golden: "tree_head.json"}.run(t, h)
}

func TestProjections(t *testing.T) {
	t.Parallel()
	play(t, only(t), []scenario{
		{name: "list", path: "/api/v1/projections", token: "observer", status: 200, golden: "projections.json"},
		{name: "rebuild", method: "POST", path: "/api/v1/projections/asset/rebuild", status: 202, want: map[string]string{"Location": "/api/v1/projections"}},
		{name: "fsck", method: "POST", path: "/api/v1/projections/asset/fsck", status: 202, golden: "work.json"},
		{name: "rebuild under rules", method: "POST", path: "/api/v1/projections/asset/rebuild", body: `{"rules": "2"}`, status: 202},
		{name: "no rules", method: "POST", path: "/api/v1/projections/asset/rebuild", body: `{"rules": "newest"}`, status: 400, code: "invalid"},
		{name: "plan", path: "/api/v1/projections/asset/plan?rules=2", token: "observer", status: 200, golden: "plan.json"},
		{name: "diff", path: "/api/v1/projections/asset/diff?show=2", status: 200, golden: "diff.json"},
		{name: "promote what differs", method: "POST", path: "/api/v1/projections/all/promote", status: 409, code: "not_allowed_now"},
		{name: "promote", method: "POST", path: "/api/v1/projections/asset/promote", body: `{"accept": true}`, status: 200, golden: "released.json"},
		{name: "rollback", method: "POST", path: "/api/v1/projections/all/rollback", status: 200},
		{name: "cancel", method: "POST", path: "/api/v1/projections/asset/cancel", status: 204},
		{name: "retry", method: "POST", path: "/api/v1/projections/asset/retry", status: 200, golden: "repaired.json"},
		{name: "who may not promote", method: "POST", path: "/api/v1/projections/asset/promote", token: "observer", status: 403, code: "permission_missing"},
		{name: "unknown", method: "POST", path: "/api/v1/projections/weather/fsck", status: 404, code: "projection_not_found"},
		{name: "not now", method: "POST", path: "/api/v1/projections/mapping/rebuild", status: 409, code: "not_allowed_now"},
		{name: "no name", method: "POST", path: "/api/v1/projections/Weather!/rebuild", status: 400, code: "invalid"},
		{name: "who may only look", method: "POST", path: "/api/v1/projections/asset/rebuild", token: "observer", status: 403, code: "permission_missing"},
	})
}

func TestRules(t *testing.T) {
	t.Parallel()
	play(t, only(t), []scenario{
		{name: "list", path: "/api/v1/rules", token: "observer", status: 200, golden: "rules.json"},
		{name: "show", path: "/api/v1/rules/2", token: "observer", status: 200, golden: "rule_set.json"},
		{name: "unknown", path: "/api/v1/rules/9", status: 404, code: "rules_not_found"},
		{name: "no version", path: "/api/v1/rules/last", status: 400, code: "invalid"},
		{name: "adopt", method: "POST", path: "/api/v1/rules", body: `{"rules": {"asset": {"show_pending": true}}, "reason": "we approve by hand"}`,
			status: 200, golden: "rules_adopted.json", want: map[string]string{"Coresync-Position": at(4711).String()}},
		{name: "try", method: "POST", path: "/api/v1/rules/diff", body: `{"rules": {"asset": {"show_pending": true}}, "show": 1}`, status: 200, golden: "rules_diff.json"},
		{name: "who may not try", method: "POST", path: "/api/v1/rules/diff", body: `{"rules": {}}`, token: "observer", status: 403, code: "permission_missing"},
		{name: "faults", method: "POST", path: "/api/v1/rules", body: `{"rules": {}, "reason": "none"}`, status: 400, code: "invalid"},
		{name: "no reason", method: "POST", path: "/api/v1/rules", body: `{"rules": {}}`, status: 400, code: "invalid"},
		{name: "who may only look", method: "POST", path: "/api/v1/rules", body: `{"rules": {}, "reason": "x"}`, token: "observer", status: 403, code: "permission_missing"},
	})
}

var _ api.Events = fakeEvents{}
