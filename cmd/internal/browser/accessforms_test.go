package browser

import (
	"slices"
	"strconv"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/http/api"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// governed is a site that synced and whose changes need no second person.
func governed(t *testing.T) (*site, *tab) {
	t.Helper()
	s := serve(t)
	b := open(t, s)
	setUp(b)
	_, err := s.App.Services().AccessConnectors.Set(t.Context(), api.Command{Tenant: s.Tenant, Actor: "test"}, s.Connection,
		api.AccessConnectorDraft{Matching: "narrow", Provisioning: true, Approval: "never", Frequency: "manual"})
	require.NoError(t, err)
	require.NoError(t, s.App.CatchUp(t.Context(), s.Tenant))
	return s, b
}

// types fills fields by their names.
func (b *tab) types(fields ...[2]string) {
	b.t.Helper()
	for _, f := range fields {
		b.do("type into "+f[0], chromedp.SetValue("#field-"+f[0], f[1]))
	}
}

// asks looks at a change first, then asks for it, and waits until it is done.
func (b *tab) asks(button string, words ...string) {
	b.t.Helper()
	b.click("look at it first", button, "form.narrow:has(> .card-body > input[name=sure])") // a list has such fields, too
	for _, w := range words {
		require.Contains(b.t, b.text("main"), w)
	}
	require.Contains(b.t, b.text("main"), "Nothing is asked yet")
	b.click("ask for it", "main .card-footer .btn-primary", "#request")
	b.untilPage(b.location(), "Done")
}

// user is the user of an address in NinjaOne.
func (s *site) user(email string) (u ninjasim.User, there bool) {
	all := s.Sim.Users()
	at := slices.IndexFunc(all, func(u ninjasim.User) bool { return u.Email == email })
	if at < 0 {
		return u, false
	}
	return all[at], true
}

// holds tells whether a user has a role in NinjaOne.
func (s *site) holds(role int64, user int) bool {
	for _, r := range s.Sim.UserRoles() {
		if int64(r.ID) == role {
			return slices.Contains(r.Members, int32(user))
		}
	}
	return false
}

// A technician is made by the form, which says what is wrong and keeps what was typed; is
// given a role and loses it on the role's page; is deleted by typing the address, and made
// again from the snapshot. Nothing is asked before it was looked at.
func TestC1P_03_04_05_AnAccountsLifeByForms(t *testing.T) {
	t.Parallel()
	s, b := governed(t)
	taken := s.Sim.Users()[0]
	b.visit("/access/accounts/new")
	b.types([2]string{"first_name", "Ada"}, [2]string{"last_name", "Byron"}, [2]string{"email", taken.Email}, [2]string{"phone", "+15550100"})
	b.click("an address that is taken", "main .card-footer .btn-primary", ".alert-danger, .is-invalid")
	require.Contains(t, b.text("main"), "is there already")
	require.Equal(t, "Ada", eval[string](b, `document.querySelector("#field-first_name").value`), "what was typed stays")
	b.forgive()
	b.types([2]string{"email", "ada@msp.example"})
	b.asks("main .card-footer .btn-primary", "Ada Byron", "ada@msp.example")
	ada, there := s.user("ada@msp.example")
	require.True(t, there)
	require.Equal(t, []string{"Ada", "+15550100"}, []string{ada.FirstName, ada.Phone})

	roles, err := s.App.Services().Access.Roles(t.Context(), api.Scope{Tenant: s.Tenant}, api.AccessRoleFilter{Kind: "TECHNICIAN"}, api.List{Limit: 100, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	at := slices.IndexFunc(roles.Data.Items, func(r api.AccessRole) bool { return r.Name == "Helpdesk" })
	role := roles.Data.Items[at]
	path := "/access/roles/" + role.ID.String()
	b.untilPage("/access/accounts?q=ada@msp.example", "Ada Byron")
	b.visit(path)
	b.types([2]string{"account_email", "ada@msp.example"})
	b.asks(`main form[action="/access/requests"] button:has(svg)`, "Roles before", "Roles after", "Helpdesk")
	require.True(t, s.holds(role.RoleID, ada.ID))
	b.untilPage(path, "Remove Ada Byron from the role Helpdesk")
	b.visit(path)
	b.asks(`button[aria-label="Remove Ada Byron from the role Helpdesk"]`, "Roles before")
	require.False(t, s.holds(role.RoleID, ada.ID))

	account := s.account(t, "ada@msp.example")
	b.visit("/access/accounts/" + account.ID.String())
	b.click("delete", `form:has(input[value="delete"]) button`, "#field-confirm")
	require.Contains(t, b.text("main"), "NinjaOne can't undo a deletion")
	require.Contains(t, b.text("dl.facts"), "Ada Byron")
	b.types([2]string{"confirm", "somebody@else.example"})
	b.click("with another address", "main .btn-danger", ".is-invalid, .alert-danger")
	require.Contains(t, b.text("main"), "type the e-mail address of the account")
	_, there = s.user("ada@msp.example")
	require.True(t, there)
	b.forgive()
	b.types([2]string{"confirm", "ada@msp.example"})
	b.click("with its own", "main .btn-danger", "#request")
	deletion := b.location()
	b.untilPage(deletion, "Done")
	_, there = s.user("ada@msp.example")
	require.False(t, there)

	b.untilPage("/access/accounts?view=vanished", "Ada Byron")
	b.visit(deletion)
	b.asks(`form:has(input[name="recreates"]) button`, "Ada Byron")
	again, there := s.user("ada@msp.example")
	require.True(t, there)
	require.NotEqual(t, ada.ID, again.ID)
	b.quiet()
}

func (s *site) account(t *testing.T, email string) api.AccessAccount {
	t.Helper()
	found, err := s.App.Services().Access.Accounts(t.Context(), api.Scope{Tenant: s.Tenant}, api.AccessFilter{Email: email}, api.List{Limit: 5, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	require.Len(t, found.Data.Items, 1)
	return found.Data.Items[0]
}

// An end user belongs to an organization, and may be let into the portal.
func TestC1P_03_AnEndUserIsMadeByTheForm(t *testing.T) {
	t.Parallel()
	s, b := governed(t)
	b.visit("/access/accounts/new?kind=END_USER")
	b.types([2]string{"first_name", "Eve"}, [2]string{"last_name", "Client"}, [2]string{"email", "eve@cust.example"})
	organization := eval[string](b, `(() => { const all = document.querySelector("#field-organization_id"); all.value = all.options[1].value; return all.value })()`)
	b.do("sees all devices", clicked(`input[name="full_portal_access"]`))
	b.asks("main .card-footer .btn-primary", "Eve Client", "eve@cust.example")
	eve, there := s.user("eve@cust.example")
	require.True(t, there)
	require.Equal(t, []any{false, true, organization}, []any{eve.Technician, eve.FullPortal, strconv.Itoa(eve.OrgID)})
	b.quiet()
}
