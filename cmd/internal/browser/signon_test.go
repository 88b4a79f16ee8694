package browser

import (
	"strings"
	"testing"

	"coresync/adapters/openid/openidtest"
	"coresync/cmd/internal/settings"
	"coresync/domain/access"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/stretchr/testify/require"
)

// byProvider serves a workspace with an owner who has a password, and with people who may
// sign in by a real identity provider.
func byProvider(t *testing.T) (*site, *openidtest.Server) {
	t.Helper()
	var provider *openidtest.Server
	s := bare(t, func(s *settings.Settings) {
		provider = openidtest.Start(t, s.PublicURL.String()+"/sign-in/oidc/return",
			openidtest.Person{Email: "Ann@Example.com", Verified: true}, openidtest.Person{Email: "joe@example.com"}, openidtest.Person{Email: "nobody@example.com", Verified: true})
		s.OIDC = settings.OIDC{Issuer: provider.Issuer, ClientID: openidtest.ClientID, ClientSecret: openidtest.ClientSecret, Name: "Example ID"}
	})
	for email, role := range map[string]permission.Role{"ann@example.com": permission.Technician, "joe@example.com": permission.Technician} {
		_, err := s.App.Services().Users.Add(t.Context(), s.Tenant, "test", api.UserDraft{Email: email, Role: role})
		require.NoError(t, err)
	}
	return s, provider
}

// atProvider follows the button and fills the provider's own form.
func atProvider(b *tab, email string) {
	b.t.Helper()
	b.click("sign in with the provider", `a[href^="/sign-in/oidc"]`, "#username")
	b.do("fill its form", typed("#username", email), typed("#password", openidtest.Password), clicked("button[type=submit]"))
}

func TestPeopleSignInByTheirIdentityProvider(t *testing.T) {
	t.Parallel()
	s, provider := byProvider(t)
	b := open(t, s)
	b.visit("/settings/profile")
	require.Equal(t, "/sign-in?next=%2Fsettings%2Fprofile", b.location())
	looks(b, "sign-in")
	atProvider(b, "Ann@Example.com")
	b.do("be back where one was", shown(".app-bar"))
	require.Equal(t, "/settings/profile", b.location())
	require.Contains(t, b.text("main"), "ann@example.com")

	users, err := s.App.Services().Users.List(t.Context(), s.Tenant)
	require.NoError(t, err)
	for _, u := range users {
		require.Equal(t, map[string]string{"ann@example.com": "active", "joe@example.com": "invited"}[u.Email], u.State)
	}
	apps, err := s.App.Services().AccessApps.List(t.Context(), api.Scope{Tenant: s.Tenant}, api.AppFilter{}, api.List{Limit: 10, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	require.Len(t, apps.Data.Items, 1, "the client is seen (C1C-05)")
	require.Equal(t, []string{"Example ID", access.FromOIDC, provider.Issuer + "#" + openidtest.ClientID},
		[]string{apps.Data.Items[0].Name, apps.Data.Items[0].Source, apps.Data.Items[0].ExternalID})
}

func TestWhoIsNotLetInByTheIdentityProviderIsToldWhy(t *testing.T) {
	t.Parallel()
	s, provider := byProvider(t)
	b := open(t, s)
	refused := func(words string) {
		t.Helper()
		b.do("see why", shown(".door-card .alert-danger"))
		require.Contains(t, b.text(".door-card .alert-danger"), words)
		require.True(t, strings.HasPrefix(b.location(), "/sign-in"), b.location())
	}
	for email, words := range map[string]string{
		"nobody@example.com": "Nobody with your e-mail address was added here",
		"joe@example.com":    "Example ID does not vouch for your e-mail address",
	} {
		b.visit("/sign-in")
		atProvider(b, email)
		refused(words)
	}
	looksAfter(b, "/sign-in/oidc/return?error=access_denied")
	begun := func() {
		b.visit("/sign-in")
		b.click("begin", `a[href^="/sign-in/oidc"]`, "#username")
	}
	begun()
	b.visit("/sign-in/oidc/return?error=access_denied&state=any")
	refused("refused or cancelled there")
	begun()
	b.visit("/sign-in/oidc/return?code=made-up&state=made-up")
	refused("This sign-in is over")
	b.visit("/sign-in/oidc/return?code=made-up&state=made-up")
	refused("This sign-in is over")

	owner, err := s.App.Services().Users.Add(t.Context(), s.Tenant, "test", api.UserDraft{Email: "owner@example.com", Role: permission.Owner})
	require.NoError(t, err)
	require.NoError(t, s.App.Services().Users.SetPassword(t.Context(), s.Tenant, "test", owner.ID, password, [16]byte{}))
	provider.Down.Store(true)
	begun = nil
	b.visit("/sign-in")
	b.do("sign in by password, whatever the provider does", typed("#field-email", "owner@example.com"), typed("#field-password", password),
		clicked(".door-card .btn-primary"), shown(".app-bar"))
}

func looksAfter(b *tab, path string) {
	b.t.Helper()
	b.visit(path)
	looks(b, "sign-in_refused")
}
