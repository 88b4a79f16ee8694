package demo_test

import (
	"testing"

	"coresync/domain/access"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// Clients that sign people in by OIDC and those that provision by SCIM are unmanaged apps
// once they were seen, however often that is (C1C-05): whoever lets such a client in calls
// Seen with the issuer and the client's id.
func TestC1C_05_ClientsThatWereSeenAreUnmanagedApps(t *testing.T) {
	t.Parallel()
	d := start(t)
	apps := d.App.Services().AccessApps
	for range 2 {
		require.NoError(t, apps.Seen(t.Context(), d.Tenant, access.FromOIDC, "https://idp.example.com#coresync", "Example ID"))
		require.NoError(t, apps.Seen(t.Context(), d.Tenant, access.FromSCIM, "2f0c2a52-5c5b-4f6e-9d0e-0d7f4f0c1a11", "Okta"))
	}
	require.NoError(t, apps.Seen(t.Context(), d.Tenant, access.FromOIDC, "https://idp.example.com#coresync", "Example Identity"), "renamed")
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	found, err := apps.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.AppFilter{Kind: "unmanaged"}, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	got := make(map[string]string)
	for _, app := range found.Data.Items {
		require.False(t, app.Managed)
		got[app.Name] = app.Source
	}
	require.Equal(t, "oidc", got["Example Identity"])
	require.Equal(t, "scim", got["Okta"])
	require.NotContains(t, got, "Example ID")
}
