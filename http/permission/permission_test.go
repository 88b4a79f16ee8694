package permission_test

import (
	"slices"
	"testing"

	"coresync/http/permission"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The table of roles, written out: what each may do, in the order of All.
var roles = map[permission.Role][]string{
	"owner": {
		"integrations:view", "integrations:manage", "assets:view", "assets:manage", "contacts:manage", "tickets:view",
		"reports:view", "access:view", "access:manage", "audit:view", "operations:manage", "users:manage",
	},
	"super_admin": {
		"integrations:view", "integrations:manage", "assets:view", "assets:manage", "contacts:manage", "tickets:view",
		"reports:view", "access:view", "access:manage", "audit:view", "operations:manage", "users:manage",
	},
	"admin": {
		"integrations:view", "integrations:manage", "assets:view", "assets:manage", "contacts:manage", "tickets:view",
		"reports:view", "access:view", "audit:view", "operations:manage",
	},
	"manager":          {"integrations:view", "assets:view", "assets:manage", "contacts:manage", "tickets:view", "reports:view"},
	"technician":       {"integrations:view", "assets:view", "assets:manage", "contacts:manage", "tickets:view", "reports:view"},
	"billing_admin":    {"assets:view", "reports:view"},
	"billing_readonly": {"assets:view", "reports:view"},
	"connector_admin": {
		"integrations:view", "integrations:manage", "assets:view", "tickets:view", "reports:view", "access:view", "access:manage",
	},
	"member":   {"integrations:view", "assets:view", "tickets:view", "reports:view"},
	"observer": {"integrations:view", "assets:view", "tickets:view", "reports:view", "access:view", "audit:view"},
}

func TestPRE_06_RolesMayDoWhatTheTableSays(t *testing.T) {
	t.Parallel()
	require.Len(t, permission.Roles(), len(roles))
	for _, role := range permission.Roles() {
		want, err := permission.ParseSet(roles[role])
		require.NoError(t, err)
		require.Equal(t, want, role.Permissions(), role)
	}
	require.Empty(t, permission.Role("root").Permissions())
}

func TestOnlyOwnersMakeOwners(t *testing.T) {
	t.Parallel()
	for _, role := range permission.Roles() {
		require.Equal(t, role == permission.Owner, role.MayGrant(permission.Owner), role)
		require.True(t, role.MayGrant(permission.Member), role)
	}
}

func TestUnknownNamesAreRefused(t *testing.T) {
	t.Parallel()
	_, err := permission.ParseSet([]string{"assets:view", "assets:destroy"})
	require.EqualError(t, err, `"assets:destroy" is no permission`)
	_, err = permission.ParseRole("root")
	require.EqualError(t, err, `"root" is no role`)
	role, err := permission.ParseRole("observer")
	require.NoError(t, err)
	require.Equal(t, permission.Observer, role)
}

func TestSetsKeepTheirOrderAndTheirMeaning(t *testing.T) {
	t.Parallel()
	some := rapid.Custom(func(t *rapid.T) permission.Set {
		names := rapid.SliceOf(rapid.SampledFrom(permission.All())).Draw(t, "names")
		texts := make([]string, len(names))
		for i, p := range names {
			texts[i] = string(p)
		}
		s, err := permission.ParseSet(texts)
		require.NoError(t, err)
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := some.Draw(t, "a"), some.Draw(t, "b")
		both := a.And(b)
		require.True(t, a.Covers(both) && b.Covers(both))
		for _, p := range permission.All() {
			require.Equal(t, a.Has(p) && b.Has(p), both.Has(p))
		}
		require.True(t, slices.IsSortedFunc(both, func(x, y permission.Permission) int {
			return slices.Index(permission.All(), x) - slices.Index(permission.All(), y)
		}))
		require.Equal(t, a.Covers(b), slices.Equal(b.And(a), b))
	})
}

// Who configures a connector: the administrator of connectors, and those above all.
func TestC1C_01_ConnectorAdministratorsAndSuperAdministratorsConfigureConnectors(t *testing.T) {
	t.Parallel()
	var may []permission.Role
	for _, r := range permission.Roles() {
		if r.Permissions().Covers(permission.Set{permission.IntegrationsManage, permission.AccessManage}) {
			may = append(may, r)
		}
	}
	require.Equal(t, []permission.Role{permission.Owner, permission.SuperAdmin, permission.ConnectorAdmin}, may)
}
