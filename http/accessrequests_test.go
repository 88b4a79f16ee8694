package http

import "testing"

func TestAccessIsAskedForAndApproved(t *testing.T) {
	t.Parallel()
	one := "/api/v1/access/requests/" + thing(20).String()
	add := `{"action":"add_member","account":"` + thing(1).String() + `","role":"` + thing(3).String() + `"`
	play(t, newServer(t), []scenario{
		{name: "requests", path: "/api/v1/access/requests?status=pending", status: 200, golden: "access_requests.json"},
		{name: "request", path: one, status: 200, want: map[string]string{"ETag": `"1"`}},
		{name: "no such request", path: "/api/v1/access/requests/" + thing(21).String(), status: 404, code: "request_not_found"},
		{name: "ask", method: "POST", path: "/api/v1/access/requests", body: add + `}`, status: 201, want: map[string]string{"Location": one}},
		{name: "dry run", method: "POST", path: "/api/v1/access/requests", body: add + `,"dry_run":true}`, status: 200},
		{name: "not confirmed", method: "POST", path: "/api/v1/access/requests", body: `{"action":"delete"}`, status: 400, code: "invalid"},
		{name: "no such action", method: "POST", path: "/api/v1/access/requests", body: `{"action":"bless"}`, status: 400, code: "invalid"},
		{name: "observers can't ask", method: "POST", path: "/api/v1/access/requests", token: "observer", body: add + `}`, status: 403},
		{name: "approve", method: "POST", path: one + "/approve", status: 200},
		{name: "reject", method: "POST", path: one + "/reject", body: `{"reason":"not needed"}`, status: 200},
		{name: "cancel", method: "POST", path: one + "/cancel", status: 200},
		{name: "connectors", path: "/api/v1/access/connectors", status: 200},
		{name: "set", method: "PUT", path: "/api/v1/access/connectors/" + thing(5).String(),
			body: `{"matching":"broad","provisioning":true,"approval":"always","frequency":"daily"}`, status: 200},
	})
}
