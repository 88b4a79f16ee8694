package browser

import (
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// A role that somebody gives by hand in NinjaOne's console is seen at the next poll, shown
// with before and after, and taken back by one click.
func TestARoleChangedByHandIsSeenAtTheNextPollAndRevertedInOneClick(t *testing.T) {
	t.Parallel()
	s := serve(t)
	b := open(t, s)
	setUp(b)
	services, scope := s.App.Services(), api.Scope{Tenant: s.Tenant}
	_, err := services.AccessConnectors.Set(t.Context(), api.Command{Tenant: s.Tenant, Actor: "test"}, s.Connection,
		api.AccessConnectorDraft{Matching: "narrow", Provisioning: true, Approval: "risky", Frequency: "manual"})
	require.NoError(t, err)
	accounts, err := services.Access.Accounts(t.Context(), scope, api.AccessFilter{Kind: "TECHNICIAN"}, api.List{Limit: 100, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	roles, err := services.Access.Roles(t.Context(), scope, api.AccessRoleFilter{Kind: "TECHNICIAN"}, api.List{Limit: 100, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	account, role := free(t, accounts.Data.Items, roles.Data.Items)

	require.NoError(t, s.Sim.AddMembers(int(role.RoleID), int(account.UserID))) // by hand, in NinjaOne's console
	_, err = s.App.ReadAccess(t.Context(), s.Tenant, s.Connection)
	require.NoError(t, err)
	path := "/access/accounts/" + account.ID.String()
	b.visit(path)
	require.Contains(t, b.text("main"), "Got the role "+role.Name)
	b.click("revert it", `button[aria-label^="Revert: take the role `+role.Name+` from"]`, "#request")
	require.Regexp(t, `^/access/requests/`, b.location())
	require.Contains(t, b.text("main"), "Takes back a change made in NinjaOne by hand")
	require.Contains(t, b.text("dl.facts"), "Roles before")
	require.Contains(t, b.text("dl.facts"), role.Name)
	require.Contains(t, b.text("dl.facts"), "Roles after")
	b.untilPage(b.location(), "Done")
	for _, r := range s.Sim.UserRoles() {
		if int64(r.ID) == role.RoleID {
			require.NotContains(t, r.Members, int32(account.UserID), "NinjaOne is as it was")
		}
	}
	b.untilPage(path, "Lost the role "+role.Name)
	b.visit(path)
	require.Contains(t, b.text(".timeline-list"), "Lost the role "+role.Name)
	b.quiet()
}

// free is an account that is no administrator, and a role that it has not.
func free(t *testing.T, accounts []api.AccessAccount, roles []api.AccessRole) (api.AccessAccount, api.AccessRole) {
	t.Helper()
	for _, a := range accounts {
		for _, r := range roles {
			has := r.Name == "System Administrator" || a.Administrator
			for _, m := range a.Roles {
				has = has || m.RoleID == r.RoleID
			}
			if !has {
				return a, r
			}
		}
	}
	require.Fail(t, "every technician has every role")
	return api.AccessAccount{}, api.AccessRole{}
}

// untilPage waits until a page has these words, as a worker changes what it shows.
func (b *tab) untilPage(path, words string) {
	b.t.Helper()
	require.True(b.t, eval[bool](b, `(async () => { for (;;) {
		if ((await (await fetch("`+path+`")).text()).includes("`+words+`")) return true;
		await new Promise(next => setTimeout(next, 200));
	} })()`))
}
