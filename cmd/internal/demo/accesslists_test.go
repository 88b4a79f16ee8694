package demo_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// views are what the views of hygiene hold, said once more in Go.
func views(all []api.AccessAccount, now time.Time) map[string]func(api.AccessAccount) bool {
	domain := func(a api.AccessAccount) string { _, d, _ := strings.Cut(strings.ToLower(a.Email), "@"); return d }
	homes, home := make(map[string]int), ""
	for _, a := range all {
		if a.Kind == "TECHNICIAN" && a.VanishedAt == nil {
			homes[domain(a)]++
		}
	}
	for d, n := range homes {
		if home == "" || n > homes[home] || n == homes[home] && d < home {
			home = d
		}
	}
	return map[string]func(api.AccessAccount) bool{
		api.AccessAdministrators: func(a api.AccessAccount) bool { return a.Administrator },
		api.AccessNoMFA: func(a api.AccessAccount) bool {
			return a.Enabled && a.Kind == "TECHNICIAN" && a.MFA == "no" && a.AuthType != "sso"
		},
		api.AccessInvitationExpired: func(a api.AccessAccount) bool { return a.Invitation == "EXPIRED" },
		api.AccessNeverSignedIn: func(a api.AccessAccount) bool {
			return a.Enabled && (a.Invitation == "PENDING" || a.Invitation == "EXPIRED")
		},
		api.AccessDormant: func(a api.AccessAccount) bool {
			return a.Enabled && a.Invitation == "REGISTERED" && now.Sub(a.ChangedAt) > 180*24*time.Hour
		},
		api.AccessExternal: func(a api.AccessAccount) bool { return a.Kind == "TECHNICIAN" && domain(a) != home },
		api.AccessNoPerson: func(a api.AccessAccount) bool { return a.OwnedBy == "" },
		api.AccessNoRole:   func(a api.AccessAccount) bool { return a.Enabled && !a.Administrator && len(a.Roles) == 0 },
		api.AccessDisabled: func(a api.AccessAccount) bool { return !a.Enabled },
	}
}

// Each view of hygiene holds what its name says and no account that is gone; the counts say
// how many, under a search, too.
func TestTheViewsOfHygiene(t *testing.T) {
	t.Parallel()
	d := start(t)
	gone, err := d.Sim.AddUser(ninjasim.NewUser{FirstName: "Gone", LastName: "Soon", Email: "gone@elsewhere.example"})
	require.NoError(t, err)
	_, err = d.Sim.AddUser(ninjasim.NewUser{FirstName: "Eve", LastName: "Contract", Email: "Eve@Contractor.example"})
	require.NoError(t, err)
	_, err = d.Sync(t.Context())
	require.NoError(t, err)
	require.NoError(t, d.Sim.DeleteUser(gone))
	readAccess(t, d)

	ask := func(f api.AccessFilter, q string) api.AccessAccounts {
		found, err := d.App.Services().Access.Accounts(t.Context(), api.Scope{Tenant: d.Tenant}, f, api.List{Limit: 500, Q: q, Sort: api.Sort{By: "name"}})
		require.NoError(t, err)
		return found.Data
	}
	all := ask(api.AccessFilter{}, "").Items
	empty := 0
	for _, q := range []string{"", "e", "EVE contractor"} {
		for view, holds := range views(all, time.Now()) {
			want := slices.DeleteFunc(slices.Clone(all), func(a api.AccessAccount) bool {
				lacks := func(word string) bool { return !strings.Contains(strings.ToLower(a.Name()+" "+a.Email), word) }
				return !holds(a) || slices.ContainsFunc(strings.Fields(strings.ToLower(q)), lacks)
			})
			found := ask(api.AccessFilter{View: view}, q)
			require.Equal(t, want, append([]api.AccessAccount{}, found.Items...), "%s %q", view, q)
			require.Equal(t, len(want), found.Counts[view], "%s %q", view, q)
			if q == "" && len(want) == 0 {
				empty++
			}
		}
	}
	require.LessOrEqual(t, empty, 1, "of the demo's day nothing is dormant")
	require.Len(t, views(nil, time.Now()), len(api.AccessViews())-1)
	vanished := ask(api.AccessFilter{View: api.AccessVanished}, "")
	require.Len(t, vanished.Items, 1)
	require.Equal(t, "gone@elsewhere.example", vanished.Items[0].Email)
	require.Equal(t, len(all), vanished.Counts["all"])
	require.Equal(t, 1, vanished.Counts[api.AccessVanished])
}

// Pages are cut by the database: one after the other they hold what one page of all holds,
// by every sort, and no cursor holds a name or an address.
func TestAccessIsReadPageByPage(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	s, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	lists := map[string]func(api.List) ([]string, api.Page[struct{}]){
		"name email kind mfa administrator changed_at": func(l api.List) ([]string, api.Page[struct{}]) {
			found, err := s.Access.Accounts(t.Context(), scope, api.AccessFilter{}, l)
			require.NoError(t, err)
			return each(found.Data.Page, func(a api.AccessAccount) string { return a.ID.String() })
		},
		"name kind members": func(l api.List) ([]string, api.Page[struct{}]) {
			found, err := s.Access.Roles(t.Context(), scope, api.AccessRoleFilter{}, l)
			require.NoError(t, err)
			return each(found.Data.Page, func(r api.AccessRole) string { return r.ID.String() })
		},
		"role account since until": func(l api.List) ([]string, api.Page[struct{}]) {
			found, err := s.Access.Grants(t.Context(), scope, api.AccessGrantFilter{Former: true}, l)
			require.NoError(t, err)
			return each(found.Data, func(g api.AccessGrant) string { return g.ID })
		},
	}
	for sorts, list := range lists {
		for _, by := range strings.Fields(sorts) {
			for _, descending := range []bool{false, true} {
				whole, page := list(api.List{Limit: 500, Sort: api.Sort{By: by, Descending: descending}})
				require.Nil(t, page.Next)
				require.EqualValues(t, len(whole), *page.Total)
				var got []string
				for l := (api.List{Limit: 3, Sort: api.Sort{By: by, Descending: descending}}); ; {
					some, next := list(l)
					got = append(got, some...)
					require.NotContains(t, strings.Join(next.Next, " "), "@")
					if l.After = next.Next; l.After == nil {
						break
					}
				}
				require.Equal(t, whole, got, "%s descending %v", by, descending)
			}
		}
	}
}

func each[T any](p api.Page[T], id func(T) string) (ids []string, rest api.Page[struct{}]) {
	for _, item := range p.Items {
		ids = append(ids, id(item))
	}
	return ids, api.Page[struct{}]{Next: p.Next, Total: p.Total}
}

// Names are opened once; what is read later shows an account as it is then, and the roles
// that nobody has are told.
func TestAccessShowsWhatChangedSince(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	s := d.App.Services().Access
	name := func(q string) string {
		found, err := s.Accounts(t.Context(), api.Scope{Tenant: d.Tenant}, api.AccessFilter{}, api.List{Limit: 10, Q: q, Sort: api.Sort{By: "name"}})
		require.NoError(t, err)
		if len(found.Data.Items) != 1 {
			return ""
		}
		return found.Data.Items[0].Name()
	}
	id, err := d.Sim.AddUser(ninjasim.NewUser{FirstName: "Ada", LastName: "Byron", Email: "ada@msp.example"})
	require.NoError(t, err)
	require.Empty(t, name("ada byron"))
	readAccess(t, d)
	require.Equal(t, "Ada Byron", name("ada byron"))
	surname := "Lovelace"
	require.NoError(t, d.Sim.ChangeUser(id, ninjasim.UserChange{LastName: &surname}))
	readAccess(t, d)
	require.Empty(t, name("ada byron"))
	require.Equal(t, "Ada Lovelace", name("lovelace"))

	held := make(map[int64]bool)
	for _, r := range d.Sim.UserRoles() {
		held[int64(r.ID)] = len(r.Members) > 0
	}
	found, err := s.Roles(t.Context(), api.Scope{Tenant: d.Tenant}, api.AccessRoleFilter{Unheld: true}, api.List{Limit: 100, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	require.Equal(t, found.Data.Unheld, len(found.Data.Items))
	for _, r := range found.Data.Items {
		require.False(t, held[r.RoleID])
		delete(held, r.RoleID)
	}
	for _, is := range held {
		require.True(t, is)
	}
}
