package demo_test

import (
	"slices"
	"testing"

	"coresync/adapters/jobs"
	"coresync/adapters/ninjasim"
	"coresync/cmd/internal/demo"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func accounts(t *testing.T, d *demo.Demo, s api.Scope, f api.AccessFilter) []api.AccessAccount {
	t.Helper()
	s.Tenant = d.Tenant
	found, err := d.App.Services().Access.Accounts(t.Context(), s, f, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	return found.Data.Items
}

func accountNamed(t *testing.T, d *demo.Demo, email string) api.AccessAccount {
	t.Helper()
	found := accounts(t, d, api.Scope{}, api.AccessFilter{Email: email})
	require.Len(t, found, 1, email)
	return found[0]
}

func readAccess(t *testing.T, d *demo.Demo) {
	t.Helper()
	_, err := d.App.ReadAccess(t.Context(), d.Tenant, d.Connection)
	require.NoError(t, err)
}

// Every member that the checklist names, for both kinds of accounts, as the simulated
// NinjaOne has them.
func TestC1P_01_AccountsAreNinjaOneUsersOfBothKinds(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	all := accounts(t, d, api.Scope{}, api.AccessFilter{})
	byID := make(map[int64]api.AccessAccount)
	for _, a := range all {
		byID[a.UserID] = a
	}
	users := d.Sim.Users()
	require.Len(t, all, len(users))
	yesNo := map[bool]string{true: "yes", false: "no"}
	for _, u := range users {
		a := byID[int64(u.ID)]
		require.Equal(t, map[bool]string{true: "TECHNICIAN", false: "END_USER"}[u.Technician], a.Kind)
		require.Equal(t, []string{u.UID, u.FirstName, u.LastName, u.Email, u.Phone}, []string{a.UID, a.FirstName, a.LastName, a.Email, a.Phone})
		require.Equal(t, []bool{u.Enabled, u.Administrator, u.FullPortal}, []bool{a.Enabled, a.Administrator, a.FullPortal})
		require.Equal(t, []string{yesNo[u.MFA], yesNo[u.MustChange], yesNo[u.SCIM]}, []string{a.MFA, a.MustChangePassword, a.SCIM})
		require.Equal(t, map[bool]string{true: "sso", false: "native"}[u.SSO], a.AuthType)
		require.Equal(t, u.Invitation, a.Invitation)
		require.EqualValues(t, u.OrgID, a.OrganizationID)
		require.Equal(t, u.OrgID != 0, a.OrganizationName != "")
	}
	technicians := accounts(t, d, api.Scope{}, api.AccessFilter{Kind: "TECHNICIAN"})
	endUsers := accounts(t, d, api.Scope{}, api.AccessFilter{Kind: "END_USER"})
	require.NotEmpty(t, technicians)
	require.Len(t, all, len(technicians)+len(endUsers))
}

func TestC1P_02_RolesHaveNameDescriptionAndMembers(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	found, err := d.App.Services().Access.Roles(t.Context(), api.Scope{Tenant: d.Tenant}, api.AccessRoleFilter{}, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	roles := d.Sim.UserRoles()
	require.Len(t, found.Data.Items, len(roles))
	for _, want := range roles {
		i := slices.IndexFunc(found.Data.Items, func(r api.AccessRole) bool { return r.RoleID == int64(want.ID) })
		got := found.Data.Items[i]
		require.Equal(t, []string{want.Name, want.Type, want.Description}, []string{got.Name, got.Kind, got.Description})
		require.Equal(t, len(want.Members), got.Members)
		grants, err := d.App.Services().Access.Grants(t.Context(), api.Scope{Tenant: d.Tenant}, api.AccessGrantFilter{Role: got.ID}, api.List{Limit: 500, Sort: api.Sort{By: "account"}})
		require.NoError(t, err)
		require.Len(t, grants.Data.Items, len(want.Members))
		for _, g := range grants.Data.Items {
			require.Contains(t, want.Members, int32(g.UserID))
			require.Contains(t, []string{"MANUAL", "SCIM"}, g.Source)
			require.Nil(t, g.Since, "it was there when the role was first seen")
		}
	}
}

// A role that somebody changes in NinjaOne's console is seen by the next reading of access,
// with before and after, and the past stays as it was known.
func TestC1C_15_AccessIsReadOnAScheduleOfItsOwn(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.App.ReadAccess(t.Context(), d.Tenant, d.Connection)
	require.ErrorContains(t, err, "never complete", "the first reading is a whole sync's")
	_, err = d.Sync(t.Context())
	require.NoError(t, err)
	schedules, err := d.App.Jobs.Schedules(t.Context(), d.Tenant)
	require.NoError(t, err)
	hourly := slices.ContainsFunc(schedules, func(s jobs.Schedule) bool { return s.Kind == "access" && s.ID == d.Connection && s.Every == "hourly" })
	require.True(t, hourly, "%+v", schedules)

	id, err := d.Sim.AddUser(ninjasim.NewUser{FirstName: "Ada", LastName: "Byron", Email: "ada@msp.example"})
	require.NoError(t, err)
	readAccess(t, d)
	ada := accountNamed(t, d, "ADA@msp.example")
	require.Empty(t, ada.Roles)
	head, err := d.App.Store.Head(t.Context(), d.Tenant)
	require.NoError(t, err)

	require.NoError(t, d.Sim.AddMembers(1, id))
	readAccess(t, d)
	ada = accountNamed(t, d, "ada@msp.example")
	require.Equal(t, "System Administrator", ada.Roles[0].Role.Name)
	require.NotNil(t, ada.Roles[0].Since)
	require.NoError(t, d.Sim.RemoveMembers(1, id))
	require.NoError(t, d.Sim.AddMembers(3, id))
	readAccess(t, d)
	ada = accountNamed(t, d, "ada@msp.example")
	require.Equal(t, "Helpdesk", ada.Roles[0].Role.Name)

	grants, err := d.App.Services().Access.Grants(t.Context(), api.Scope{Tenant: d.Tenant},
		api.AccessGrantFilter{Account: ada.ID, Former: true}, api.List{Limit: 10, Sort: api.Sort{By: "since"}})
	require.NoError(t, err)
	require.Len(t, grants.Data.Items, 2)
	require.Equal(t, "System Administrator", grants.Data.Items[0].Role.Name)
	require.NotNil(t, grants.Data.Items[0].Until)
	require.Nil(t, grants.Data.Items[1].Until)

	then := accounts(t, d, api.Scope{AsOf: &api.Moment{Position: head.Position}}, api.AccessFilter{IDs: []uuid.UUID{ada.ID}})
	require.Empty(t, then[0].Roles, "as it was known then")

	history, err := d.App.Services().Access.AccountHistory(t.Context(), api.Scope{Tenant: d.Tenant}, ada.ID, api.List{Limit: 10})
	require.NoError(t, err)
	var told []string
	for _, e := range history.Data.Items {
		told = append(told, e.Summary)
	}
	require.ElementsMatch(t, []string{"Got the role Helpdesk", "Lost the role System Administrator", "Got the role System Administrator", "First seen in NinjaOne"}, told)

	require.NoError(t, d.Sim.DeleteUser(id))
	readAccess(t, d)
	require.Empty(t, accounts(t, d, api.Scope{}, api.AccessFilter{Email: "ada@msp.example"}))
	gone := accounts(t, d, api.Scope{}, api.AccessFilter{View: api.AccessVanished})
	require.Equal(t, ada.ID, gone[0].ID)
	require.Empty(t, gone[0].Roles)
	runs, err := d.App.Services().Runs.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.RunFilter{}, api.List{Limit: 10})
	require.NoError(t, err)
	require.Len(t, runs.Data.Items, 1, "readings of access are no syncs")
}

// Narrow by default, broad as an option, and by hand over both (C1P-06).
func TestC1P_06_AccountsFindTheirPeople(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, command := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}
	matched := slices.DeleteFunc(accounts(t, d, api.Scope{}, api.AccessFilter{}), func(a api.AccessAccount) bool { return a.Person == nil })
	require.NotEmpty(t, matched)
	one, other := matched[0], matched[1]
	require.Equal(t, "email", one.OwnedBy)
	require.Equal(t, one.Email, one.Person.Email)

	_, err = services.Access.SetOwner(t.Context(), command, one.ID, &other.Person.ID)
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	one = accountNamed(t, d, one.Email)
	require.Equal(t, "manual", one.OwnedBy)
	require.Equal(t, other.Person.ID, one.Person.ID)
	require.EqualValues(t, 1, one.Version)

	wrong := int64(7)
	_, err = services.Access.SetOwner(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test", Expected: &wrong}, one.ID, nil)
	require.ErrorContains(t, err, "Somebody else")
	_, err = services.Access.SetOwner(t.Context(), command, one.ID, nil)
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	require.Equal(t, "nobody", accountNamed(t, d, one.Email).OwnedBy)
	_, err = services.Access.ResetOwner(t.Context(), command, one.ID)
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	require.Equal(t, "email", accountNamed(t, d, one.Email).OwnedBy)
	unknown := uuid.New()
	_, err = services.Access.SetOwner(t.Context(), command, one.ID, &unknown)
	require.ErrorContains(t, err, "no such contact")
}
