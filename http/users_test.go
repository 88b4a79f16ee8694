package http

import (
	"net/http/httptest"
	"testing"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/stretchr/testify/require"
)

func TestUsers(t *testing.T) {
	t.Parallel()
	h := only(t, func(c *Config, _ *Services) { c.PublicURL = "https://core.example.com" })
	member, owner := "/api/v1/users/"+thing(1).String(), "/api/v1/users/"+thing(2).String()
	play(t, h, []scenario{
		{name: "list", path: "/api/v1/users", status: 200},
		{name: "show", path: member, status: 200},
		{name: "add", method: "POST", path: "/api/v1/users", body: `{"email": "jane@example.com", "name": "Jane", "role": "technician"}`, status: 201, golden: "user_created.json",
			want: map[string]string{"Location": "/api/v1/users/" + thing(3).String()}},
		{name: "add who is there", method: "POST", path: "/api/v1/users", body: `{"email": "taken@example.com", "role": "member"}`, status: 409, code: "email_taken"},
		{name: "all faults at once", method: "POST", path: "/api/v1/users", body: `{"role": "root", "password": "x"}`, status: 400, golden: "user_faults.json"},
		{name: "another role", method: "PATCH", path: member, token: "super_admin", body: `{"role": "manager"}`, status: 200},
		{name: "a new link", method: "POST", path: member + "/link", status: 201},
		{name: "sign out everywhere", method: "DELETE", path: member + "/sessions", status: 204},
		{name: "remove", method: "DELETE", path: member, status: 204},
		{name: "unknown", path: "/api/v1/users/" + thing(999).String(), status: 404, code: "user_not_found"},

		{name: "only owners make owners", method: "POST", path: "/api/v1/users", token: "super_admin", body: `{"email": "x@example.com", "role": "owner"}`, status: 403, code: "owners_make_owners"},
		{name: "nor by promotion", method: "PATCH", path: member, token: "super_admin", body: `{"role": "owner"}`, status: 403, code: "owners_make_owners"},
		{name: "an owner is an owner's business", method: "PATCH", path: owner, token: "super_admin", body: `{"role": "member"}`, status: 403, code: "owners_make_owners"},
		{name: "his link, too", method: "POST", path: owner + "/link", token: "super_admin", status: 403, code: "owners_make_owners"},
		{name: "and his sessions", method: "DELETE", path: owner + "/sessions", token: "super_admin", status: 403, code: "owners_make_owners"},
		{name: "and his place", method: "DELETE", path: owner, token: "super_admin", status: 403, code: "owners_make_owners"},
		{name: "the last owner stays", method: "DELETE", path: owner, status: 409, code: "last_owner"},
		{name: "and stays an owner", method: "PATCH", path: owner, body: `{"role": "member"}`, status: 409, code: "last_owner"},
	})
}

// A token that was narrowed to users:manage can't make somebody who may more.
func TestANarrowTokenMakesNobodyMightier(t *testing.T) {
	t.Parallel()
	who := api.Identity{Role: permission.Owner, Permissions: permission.Set{permission.UsersManage, permission.AssetsView, permission.ReportsView}}
	r := &request{Request: httptest.NewRequest("POST", "/", nil), who: who}
	require.NoError(t, r.mayGrant(permission.BillingReadonly))
	require.ErrorContains(t, r.mayGrant(permission.Technician), "more than you")
	require.Error(t, r.mayGrant(permission.Owner))
}
