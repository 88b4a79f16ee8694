package savedview_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"
	"coresync/http/savedview"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var start = time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)

// person is somebody of a role; the same number is the same person.
func person(tenant uuid.UUID, n int, role permission.Role) api.Identity {
	id := uuid.NewSHA1(tenant, fmt.Append(nil, n))
	return api.Identity{Tenant: tenant, Actor: "user:" + id.String(), User: id, Role: role, Permissions: role.Permissions()}
}

func setup(t *testing.T) (*savedview.Store, uuid.UUID) {
	t.Helper()
	return savedview.New(pgtest.New(t).Pool(postgres.RoleApp), func() time.Time { return start }), uuid.New()
}

func keep(t *testing.T, s *savedview.Store, who api.Identity, d api.ViewDraft) api.View {
	t.Helper()
	made, err := s.Create(context.Background(), who, d)
	require.NoError(t, err)
	return made
}

func reason(t *testing.T, err error) string {
	t.Helper()
	var e *domain.Error
	require.ErrorAs(t, err, &e)
	return e.Reason
}

func names(views []api.View) []string {
	found := []string{}
	for _, v := range views {
		found = append(found, v.Name)
	}
	return found
}

func yes() *bool { b := true; return &b }

func no() *bool { b := false; return &b }

// Whose it is, whether it is shared, and what list it is of decide who sees it and
// who changes it.
func TestWhoSeesAndWhoChangesAView(t *testing.T) {
	t.Parallel()
	s, tenant := setup(t)
	ctx := t.Context()
	maker := person(tenant, 1, permission.Technician)
	own := keep(t, s, maker, api.ViewDraft{List: "assets", Name: "Own", Query: "category=Server"})
	shared := keep(t, s, maker, api.ViewDraft{List: "tickets", Name: "Shared", Query: "status=open", Shared: true})
	require.Equal(t, "/assets?category=Server&saved="+own.ID.String(), own.Page)
	require.True(t, own.Mine && own.MayChange)

	for i, role := range permission.Roles() {
		who := person(tenant, 10+i, role)
		found, err := s.List(ctx, who, "")
		require.NoError(t, err)
		if !role.Permissions().Has(permission.TicketsView) {
			require.Empty(t, found, role)
			_, err = s.Get(ctx, who, shared.ID)
			require.Equal(t, "view_not_found", reason(t, err), role)
			continue
		}
		require.Equal(t, []string{"Shared"}, names(found), role)
		curator := role.Permissions().Has(permission.UsersManage)
		require.Equal(t, curator, found[0].MayChange, role)
		require.False(t, found[0].Mine)
		name := "By " + string(role)
		_, err = s.Update(ctx, who, shared.ID, nil, api.ViewPatch{Name: &name})
		if curator {
			require.NoError(t, err, role)
			name = "Shared"
			_, err = s.Update(ctx, who, shared.ID, nil, api.ViewPatch{Name: &name})
			require.NoError(t, err, role)
		} else {
			require.Equal(t, "not_yours", reason(t, err), role)
			require.Equal(t, "not_yours", reason(t, s.Remove(ctx, who, shared.ID)), role)
		}
		_, err = s.Get(ctx, who, own.ID)
		require.Equal(t, "view_not_found", reason(t, err), "an own view is nobody else's, whatever he may")
		_, err = s.Create(ctx, who, api.ViewDraft{List: "tickets", Name: "Mine", Query: "", Shared: true})
		if role.Permissions().Has(permission.AssetsManage) {
			require.NoError(t, err, role)
			mine, err := s.List(ctx, who, "tickets")
			require.NoError(t, err)
			require.NoError(t, s.Remove(ctx, who, mine[0].ID))
		} else {
			require.Equal(t, "permission_missing", reason(t, err), role)
		}
	}
	other := person(uuid.New(), 1, permission.Owner)
	found, err := s.List(ctx, other, "")
	require.NoError(t, err)
	require.Empty(t, found, "another workspace")
	require.NoError(t, s.Remove(ctx, maker, shared.ID))
}

// What somebody pins or opens a list with is his own; one view a list is the default.
func TestPinsAndDefaultsAreOnesOwn(t *testing.T) {
	t.Parallel()
	s, tenant := setup(t)
	ctx := t.Context()
	maker, reader := person(tenant, 1, permission.Manager), person(tenant, 2, permission.Member)
	a := keep(t, s, maker, api.ViewDraft{List: "assets", Name: "A", Query: "category=Server", Shared: true, Pinned: true, Default: true})
	b := keep(t, s, maker, api.ViewDraft{List: "assets", Name: "B", Query: "category=Mac", Shared: true})
	require.True(t, a.Pinned && a.Default)
	seen, err := s.Get(ctx, reader, a.ID)
	require.NoError(t, err)
	require.False(t, seen.Pinned || seen.Default)
	_, err = s.Update(ctx, reader, a.ID, nil, api.ViewPatch{Default: yes()})
	require.NoError(t, err)
	_, err = s.Update(ctx, reader, b.ID, nil, api.ViewPatch{Default: yes(), Pinned: yes()})
	require.NoError(t, err)
	list, err := s.List(ctx, reader, "assets")
	require.NoError(t, err)
	require.Equal(t, []bool{false, true}, []bool{list[0].Default, list[1].Default})
	list, err = s.List(ctx, maker, "assets")
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, []bool{list[0].Default, list[1].Default}, "the maker's stays")

	// Once it is no longer shared, nobody else has it; sharing it again pins it nowhere.
	_, err = s.Update(ctx, maker, b.ID, nil, api.ViewPatch{Shared: no()})
	require.NoError(t, err)
	_, err = s.Get(ctx, reader, b.ID)
	require.Equal(t, "view_not_found", reason(t, err))
	_, err = s.Update(ctx, maker, b.ID, nil, api.ViewPatch{Shared: yes()})
	require.NoError(t, err)
	seen, err = s.Get(ctx, reader, b.ID)
	require.NoError(t, err)
	require.False(t, seen.Pinned || seen.Default)
}

func TestNamesVersionsAndFaults(t *testing.T) {
	t.Parallel()
	s, tenant := setup(t)
	ctx := t.Context()
	who := person(tenant, 1, permission.Technician)
	made := keep(t, s, who, api.ViewDraft{List: "assets", Name: " Servers ", Query: "?sort=name&category=Server"})
	require.Equal(t, "Servers", made.Name)
	require.Equal(t, "category=Server&sort=name", made.Query)
	_, err := s.Create(ctx, who, api.ViewDraft{List: "assets", Name: "servers"})
	require.Equal(t, "name_taken", reason(t, err))
	keep(t, s, who, api.ViewDraft{List: "customers", Name: "Servers"})
	keep(t, s, person(tenant, 2, permission.Technician), api.ViewDraft{List: "assets", Name: "Servers"})

	name, before := "Renamed", made.Version
	changed, err := s.Update(ctx, who, made.ID, &before, api.ViewPatch{Name: &name})
	require.NoError(t, err)
	require.Equal(t, before+1, changed.Version)
	_, err = s.Update(ctx, who, made.ID, &before, api.ViewPatch{Name: &name})
	require.Equal(t, "version_conflict", reason(t, err))

	_, err = s.Create(ctx, who, api.ViewDraft{List: "assets", Name: "", Query: "evil=1&worse=2"})
	var faulty *domain.Error
	require.ErrorAs(t, err, &faulty)
	require.Len(t, faulty.Fields, 2)
	require.Equal(t, `The list has no "evil", "worse". It has q, sort, col, category, status, connectivity, tag, source, missing, no_customer, customer, connection, organization, unassigned, no_longer_synced, age, age_estimated, warranty, warranty_ends, physical.`, faulty.Fields[1].Message)
	_, err = s.Create(ctx, person(tenant, 3, permission.BillingReadonly), api.ViewDraft{List: "tickets", Name: "X"})
	require.Equal(t, "permission_missing", reason(t, err), "who doesn't see the list keeps no view of it")

	for i := range 198 {
		keep(t, s, who, api.ViewDraft{List: "assets", Name: fmt.Sprint(i)})
	}
	_, err = s.Create(ctx, who, api.ViewDraft{List: "assets", Name: "One more"})
	require.Equal(t, "too_many_views", reason(t, err))
}

// Parse is the one form of a view's parameters: parsing again changes nothing, and the
// order in which they were chosen doesn't matter.
func TestParseIsCanonical(t *testing.T) {
	t.Parallel()
	list, _ := api.SavedListOf("assets")
	rapid.Check(t, func(t *rapid.T) {
		query := rapid.SliceOf(rapid.Custom(func(t *rapid.T) string {
			return rapid.SampledFrom(append(list.Parameters, "evil")).Draw(t, "name") + "=" + rapid.SampledFrom([]string{"", "a", "B", "%20", "%ff", "é"}).Draw(t, "value")
		})).Draw(t, "parameters")
		text := ""
		for _, p := range query {
			text += "&" + p
		}
		once, faults := list.Parse(text)
		if faults != nil {
			require.Contains(t, faults[0].Message, "evil")
			return
		}
		twice, faults := list.Parse("?" + once)
		require.Empty(t, faults)
		require.Equal(t, once, twice)
	})
}
