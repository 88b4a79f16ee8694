package http

import "testing"

func TestTokens(t *testing.T) {
	t.Parallel()
	h := only(t)
	made := scenario{
		method: "POST", path: "/api/v1/tokens", body: `{"name": "dashboard", "role": "observer", "expires_at": "2027-01-01T00:00:00Z"}`,
		status: 201, want: map[string]string{"Location": "/api/v1/tokens/" + thing(100).String()}, golden: "token_created.json",
	}
	made.run(t, h)
	scenario{method: "POST", path: "/api/v1/tokens", body: `{"name": "exports", "role": "member", "permissions": ["assets:view"]}`, status: 201}.run(t, h)
	scenario{path: "/api/v1/tokens?sort=name&state=active", status: 200, golden: "tokens.json"}.run(t, h)
	scenario{path: "/api/v1/tokens/" + thing(101).String(), status: 200, golden: "token.json"}.run(t, h)
	scenario{method: "DELETE", path: "/api/v1/tokens/" + thing(101).String(), status: 204}.run(t, h)
	scenario{path: "/api/v1/tokens?state=active&limit=1", status: 200}.run(t, h)
	play(t, h, []scenario{
		{name: "unknown", path: "/api/v1/tokens/" + thing(999).String(), status: 404, code: "token_not_found"},
		{name: "revoke unknown", method: "DELETE", path: "/api/v1/tokens/" + thing(999).String(), status: 404, code: "token_not_found"},
		{name: "no id", path: "/api/v1/tokens/7", status: 400, code: "invalid"},
		{name: "expired before it begins", method: "POST", path: "/api/v1/tokens", status: 400, code: "invalid",
			body: `{"name": "x", "role": "member", "expires_at": "2026-03-03T12:00:00Z"}`},
		{name: "only owners make owners", method: "POST", path: "/api/v1/tokens", token: "super_admin", status: 403,
			code: "owners_make_owners", body: `{"name": "x", "role": "owner"}`},
		{name: "all faults at once", method: "POST", path: "/api/v1/tokens", status: 400, golden: "token_faults.json",
			body: `{"role": "root", "colour": "red", "expires_at": "soon"}`},
	})
}

func TestSession(t *testing.T) {
	t.Parallel()
	play(t, only(t), []scenario{
		{name: "technician", path: "/api/v1/session", token: "technician", status: 200, golden: "session.json"},
		{name: "nobody", path: "/api/v1/session", token: "-", status: 401, code: "not_signed_in",
			want: map[string]string{"WWW-Authenticate": `Bearer realm="coresync"`}},
		{name: "another scheme", path: "/api/v1/session", header: map[string]string{"Authorization": "Basic b3duZXI6"}, status: 401, code: "scheme_unknown"},
	})
}
