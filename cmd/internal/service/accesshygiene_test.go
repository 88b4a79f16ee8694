package service

import (
	"testing"
	"time"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// Each view of hygiene holds what its name says, and no account that is gone.
func TestTheViewsOfHygiene(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	account := func(change func(*api.AccessAccount)) api.AccessAccount {
		a := api.AccessAccount{Kind: "TECHNICIAN", Email: "ann@msp.example", Enabled: true, MFA: "yes", Invitation: "REGISTERED", OwnedBy: "email", ChangedAt: now, Roles: []api.AccessMembership{{}}}
		change(&a)
		return a
	}
	cases := map[string]api.AccessAccount{
		api.AccessNoMFA:             account(func(a *api.AccessAccount) { a.MFA = "no" }),
		api.AccessInvitationExpired: account(func(a *api.AccessAccount) { a.Invitation, a.Enabled = "EXPIRED", false }),
		api.AccessNeverSignedIn:     account(func(a *api.AccessAccount) { a.Invitation = "PENDING" }),
		api.AccessDormant:           account(func(a *api.AccessAccount) { a.ChangedAt = now.Add(-dormantAfter - time.Second) }),
		api.AccessExternal:          account(func(a *api.AccessAccount) { a.Email = "eve@Contractor.example" }),
		api.AccessNoPerson:          account(func(a *api.AccessAccount) { a.OwnedBy = "" }),
		api.AccessAdministrators:    account(func(a *api.AccessAccount) { a.Administrator = true }),
		api.AccessNoRole:            account(func(a *api.AccessAccount) { a.Roles = nil }),
		api.AccessDisabled:          account(func(a *api.AccessAccount) { a.Enabled = false }),
		api.AccessVanished:          account(func(a *api.AccessAccount) { a.VanishedAt, a.MFA = &now, "no" }),
	}
	require.Len(t, cases, len(api.AccessViews()))
	var all []api.AccessAccount
	for range 12 {
		all = append(all, account(func(*api.AccessAccount) {}))
	}
	for _, a := range cases {
		all = append(all, a)
	}
	h := hygieneOf(all, now)
	for of, a := range cases {
		for _, view := range api.AccessViews() {
			alsoDisabled := of == api.AccessInvitationExpired && view == api.AccessDisabled
			require.Equal(t, of == view || alsoDisabled, h.inView(a, view), "%s in %s", of, view)
		}
	}
	sso := account(func(a *api.AccessAccount) { a.MFA, a.AuthType = "no", "sso" })
	require.False(t, h.inView(sso, api.AccessNoMFA), "the identity provider asks for it")
	exactly := account(func(a *api.AccessAccount) { a.ChangedAt = now.Add(-dormantAfter) })
	require.False(t, h.inView(exactly, api.AccessDormant))
	require.False(t, hygieneOf(nil, now).inView(api.AccessAccount{Kind: "TECHNICIAN"}, api.AccessExternal), "nothing is known of it")
}
