package http

import "testing"

func TestAccessIsListedAndOwnersAreSet(t *testing.T) {
	t.Parallel()
	account := "/api/v1/access/accounts/" + thing(1).String()
	play(t, newServer(t), []scenario{
		{name: "accounts", path: "/api/v1/access/accounts?view=no_mfa&sort=-changed_at", status: 200, golden: "accounts.json"},
		{name: "of the past", path: "/api/v1/access/accounts?as_of=2026-03-03T00:00:00Z&view=administrators", status: 200},
		{name: "no such view", path: "/api/v1/access/accounts?view=ugly", status: 400, code: "invalid"},
		{name: "account", path: account, status: 200, want: map[string]string{"ETag": `"2"`}},
		{name: "nobody", path: "/api/v1/access/accounts/" + thing(2).String(), status: 404, code: "account_not_found"},
		{name: "history", path: account + "/history", status: 200},
		{name: "owner", method: "PUT", path: account + "/owner", body: `{"contact":"` + thing(7).String() + `"}`, status: 200},
		{name: "nobody's", method: "PUT", path: account + "/owner", body: `{"contact":null}`, status: 200},
		{name: "owner left out", method: "PUT", path: account + "/owner", body: `{}`, status: 400},
		{name: "reset", method: "DELETE", path: account + "/owner", status: 200},
		{name: "observers only look", method: "DELETE", path: account + "/owner", token: "observer", status: 403},
		{name: "roles", path: "/api/v1/access/roles?kind=TECHNICIAN", status: 200},
		{name: "role", path: "/api/v1/access/roles/" + thing(3).String(), status: 200},
		{name: "grants", path: "/api/v1/access/grants?former=true&changed_since=2026-01-01T00:00:00Z", status: 200, golden: "grants.json"},
	})
}
