package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"coresync/adapters/c1z"
	"coresync/adapters/ninjasim"
	"coresync/cmd/baton-ninja-one/direct"
)

// seen is what the tenant shows now, as Coresync exports it.
func seen(t *testing.T, b *bundle, at time.Time) *c1z.Snapshot {
	t.Helper()
	nj, err := direct.New(direct.Settings{BaseURL: b.url, ClientID: ninjasim.DefaultClientID, ClientSecret: ninjasim.DefaultClientSecret})
	require.NoError(t, err)
	accounts, err := nj.Accounts(t.Context())
	require.NoError(t, err)
	roles, err := nj.Roles(t.Context())
	require.NoError(t, err)
	s := &c1z.Snapshot{At: at, Key: "test"}
	for _, a := range accounts {
		s.Accounts = append(s.Accounts, c1z.Account{ID: a.ID, UID: a.UID, Kind: a.Kind, FirstName: a.FirstName, LastName: a.LastName,
			Email: a.Email, Phone: a.Phone, Enabled: a.Enabled, Administrator: a.Administrator, MFA: a.MFA,
			MustChangePassword: a.MustChangePassword, SCIM: a.SCIM, AuthType: a.AuthType, Invitation: a.Invitation, OrganizationID: a.OrganizationID})
	}
	for _, r := range roles {
		role := c1z.Role{ID: r.ID, Name: r.Name, Kind: r.Kind, Description: r.Description}
		for _, m := range r.Members {
			role.Members = append(role.Members, c1z.Member(m))
		}
		s.Roles = append(s.Roles, role)
	}
	return s
}

// difference is what baton diff prints.
type difference map[string]map[string][]struct{ ID any }

// An export is, to the real program, the same as what the connector syncs: between the
// two there is no difference.
func TestAnExportIsTheSameToBatonAsASync(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.ok()
	s := seen(t, b, time.Now().Add(time.Hour))
	require.NoError(t, c1z.Add(t.Context(), filepath.Join(b.dir, "sync.c1z"), s))
	var diff difference
	b.baton("sync.c1z", &diff, "diff")
	for kind, changes := range diff {
		require.Empty(t, changes, kind)
	}
	require.NoError(t, c1z.Add(t.Context(), filepath.Join(b.dir, "export.c1z"), s))
	require.Equal(t, b.resources("sync.c1z", "user"), b.resources("export.c1z", "user"))
	require.Equal(t, b.resources("sync.c1z", "role"), b.resources("export.c1z", "role"))
	require.Equal(t, b.grants("sync.c1z"), b.grants("export.c1z"))
}

// Two moments in one file, whichever was exported first, show what changed between.
func TestTwoMomentsInOneFileShowWhatChanged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	march := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	before := seen(t, b, march)
	admin := number(t, administrators(b)[0])
	require.NoError(t, b.sim.AddMembers(5, admin))
	file := filepath.Join(b.dir, "access.c1z")
	require.NoError(t, c1z.Add(t.Context(), file, seen(t, b, march.Add(24*time.Hour))))
	require.NoError(t, c1z.Add(t.Context(), file, before))
	var diff difference
	b.baton("access.c1z", &diff, "diff")
	require.Empty(t, diff["resources"])
	require.Empty(t, diff["entitlements"])
	require.Len(t, diff["grants"], 1)
	require.Len(t, diff["grants"]["created"], 1)
	require.Equal(t, "role:5:assigned:user:"+administrators(b)[0], diff["grants"]["created"][0].ID)
}
