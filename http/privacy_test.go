package http

import "testing"

func TestGAP_07_PersonsAreAskedForAndErased(t *testing.T) {
	t.Parallel()
	erasures := "/api/v1/privacy/erasures"
	contact := func(id string) string { return "/api/v1/privacy/contacts/" + id }
	body := func(id, more string) string { return `{"kind": "contact", "id": "` + id + `"` + more + `}` }
	play(t, only(t), []scenario{
		{name: "held", path: contact(thing(1).String()), status: 200, golden: "privacy_person.json"},
		{name: "held of nobody", path: contact(thing(9).String()), status: 404, code: "contact_not_found"},
		{name: "held of an account", path: "/api/v1/privacy/accounts/" + thing(1).String(), status: 200},
		{name: "the past can't be asked", path: contact(thing(1).String()) + "?as_of=5", status: 400, code: "invalid"},
		{name: "who may not ask", path: contact(thing(1).String()), token: "technician", status: 403, code: "permission_missing"},
		{name: "erase", method: "POST", path: erasures, body: body(thing(1).String(), `, "reason": "request 12"`), status: 200, golden: "privacy_erased.json",
			want: map[string]string{"Coresync-Position": at(4715).String()}},
		{name: "without a reason", method: "POST", path: erasures, body: body(thing(1).String(), ""), status: 400, code: "invalid"},
		{name: "nobody", method: "POST", path: erasures, body: body(thing(9).String(), `, "reason": "request 12", "include": []`), status: 404, code: "contact_not_found"},
		{name: "who may not", method: "POST", path: erasures, token: "technician", body: body(thing(1).String(), `, "reason": "x"`), status: 403, code: "permission_missing"},
	})
}

func TestGAP_07_TheReportAndTheRulesOnLastUsers(t *testing.T) {
	t.Parallel()
	const rules, retention = "/api/v1/privacy/last-users", "/api/v1/privacy/retention"
	customer := `{"customer": "` + thing(11).String() + `"`
	play(t, only(t), []scenario{
		{name: "report", path: "/api/v1/privacy", status: 200, golden: "privacy_report.json"},
		{name: "who may not see it", path: "/api/v1/privacy", token: "technician", status: 403, code: "permission_missing"},
		{name: "rules", path: rules, token: "member", status: 200, golden: "privacy_rules.json", want: map[string]string{"ETag": `"3"`}},
		{name: "set", method: "PUT", path: rules, body: customer + `, "keep": "off"}`, status: 200},
		{name: "set of nobody", method: "PUT", path: rules, body: `{"keep": "off"}`, status: 400, code: "invalid"},
		{name: "no such choice", method: "PUT", path: rules, body: customer + `, "keep": "perhaps"}`, status: 400, code: "invalid"},
		{name: "who may not set", method: "PUT", path: rules, token: "technician", body: customer + `, "keep": "off"}`, status: 403, code: "permission_missing"},
		{name: "effect", path: rules + "/effect?customer=" + thing(11).String(), status: 200, golden: "privacy_effect.json"},
		{name: "effect on nobody", path: rules + "/effect?customer=" + thing(9).String(), status: 404, code: "customer_not_found"},
		{name: "forget", method: "POST", path: rules + "/forget", body: customer + `}`, status: 200},
		{name: "who may not forget", method: "POST", path: rules + "/forget", token: "technician", body: customer + `}`, status: 403, code: "permission_missing"},
		{name: "retention", method: "PUT", path: retention, body: `{"days": 90}`, status: 200},
		{name: "too short", method: "PUT", path: retention, body: `{"days": 1}`, status: 400, code: "invalid"},
	})
}
