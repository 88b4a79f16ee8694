package http

import "testing"

func TestPrivacy_PersonsAreAskedForAndErased(t *testing.T) {
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
