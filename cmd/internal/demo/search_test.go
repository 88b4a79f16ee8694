package demo_test

import (
	"slices"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// Contacts are found by name and by e-mail address, though both stand sealed: as they are
// called now, and not at all after an erasure. Devices with such words hide none of them.
func TestASearchFindsContacts(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	titles := func(q string, limit int, kinds ...string) (of []string) {
		t.Helper()
		found, err := services.Search.Search(t.Context(), scope, q, kinds, limit)
		require.NoError(t, err)
		require.LessOrEqual(t, len(found.Data), limit)
		for _, h := range found.Data {
			if h.Kind == "contact" {
				of = append(of, h.Title)
			}
		}
		return of
	}
	page, err := services.Contacts.List(t.Context(), scope, api.ContactFilter{}, api.List{Limit: 50})
	require.NoError(t, err)
	at := slices.IndexFunc(page.Data.Items, func(c api.Contact) bool { return c.Email != "" }) // some have none
	require.GreaterOrEqual(t, at, 0)
	who := page.Data.Items[at]
	require.Contains(t, titles(who.Name, 10), who.Name)
	require.Contains(t, titles(strings.ToUpper(who.Email), 10, "contact"), who.Name)
	require.Empty(t, titles(who.Name, 10, "asset", "ticket"))
	require.NotEmpty(t, titles("a", 4), "each kind has its turn")

	name := "Zebedee Quux"
	_, err = services.Contacts.Update(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test"}, who.ID, api.ContactPatch{Name: &name})
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	require.Equal(t, []string{name}, titles("quux zebedee", 10))
	require.NotContains(t, titles(who.Name, 100), who.Name)
	eraseContact(t, d, who.ID)
	require.Empty(t, titles("quux", 10))
}
