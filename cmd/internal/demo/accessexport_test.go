package demo_test

import (
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"coresync/adapters/c1z"
	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// What is exported is what NinjaOne has, and an export of the past what it had.
func TestAnExportOfAccessIsWhatNinjaOneHadAtTheMoment(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	before, err := d.App.AccessSnapshot(t.Context(), d.Tenant, d.Connection, nil)
	require.NoError(t, err)
	require.Len(t, before.Accounts, len(d.Sim.Users()))
	for _, want := range d.Sim.UserRoles() {
		i := slices.IndexFunc(before.Roles, func(r c1z.Role) bool { return r.ID == int64(want.ID) })
		require.Equal(t, []string{want.Name, want.Type, want.Description}, []string{before.Roles[i].Name, before.Roles[i].Kind, before.Roles[i].Description})
		require.Len(t, before.Roles[i].Members, len(want.Members))
	}
	for _, want := range d.Sim.Users() {
		i := slices.IndexFunc(before.Accounts, func(a c1z.Account) bool { return a.ID == int64(want.ID) })
		got := before.Accounts[i]
		require.Equal(t, []bool{want.MFA, want.SCIM}, []bool{*got.MFA, *got.SCIM})
		require.Equal(t, map[bool]string{true: "SSO", false: "NATIVE"}[want.SSO], got.AuthType)
	}
	head, err := d.App.Store.Head(t.Context(), d.Tenant)
	require.NoError(t, err)

	admin := slices.IndexFunc(before.Accounts, func(a c1z.Account) bool { return a.Administrator })
	require.NoError(t, d.Sim.AddMembers(4, int(before.Accounts[admin].ID)))
	readAccess(t, d)
	after, err := d.App.AccessSnapshot(t.Context(), d.Tenant, d.Connection, nil)
	require.NoError(t, err)
	require.NotEqual(t, before.Roles, after.Roles)
	require.True(t, after.At.After(before.At))
	for _, when := range []api.Moment{{Position: head.Position}, {Time: head.RecordedAt}} {
		then, err := d.App.AccessSnapshot(t.Context(), d.Tenant, d.Connection, &when)
		require.NoError(t, err)
		require.Equal(t, before, then)
	}
	file := filepath.Join(t.TempDir(), "access.c1z")
	require.NoError(t, c1z.Add(t.Context(), file, before))
	require.NoError(t, c1z.Add(t.Context(), file, after))

	table := app.AccessTable(after)
	roles := 0
	for _, row := range table.Rows {
		require.Len(t, row, len(table.Columns))
		if row[0] == strconv.FormatInt(before.Accounts[admin].ID, 10) {
			roles++
		}
	}
	require.GreaterOrEqual(t, roles, 2)
	_, err = d.App.AccessSnapshot(t.Context(), d.Tenant, d.Connection, &api.Moment{Position: head.Position + 1000})
	require.Error(t, err)
}
