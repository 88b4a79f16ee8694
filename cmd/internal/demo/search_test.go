package demo_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"coresync/adapters/export/exporttest"
	"coresync/http/api"

	"github.com/google/uuid"
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

// The list of contacts is filtered by name and by e-mail address page by page, with its number,
// in the past by what they were called then, as its file is; who was erased is not found.
func TestTheListOfContactsIsFilteredByName(t *testing.T) {
	t.Parallel()
	d := start(t)
	services, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	list := func(scope api.Scope, f api.ContactFilter, q string) (of []string) {
		t.Helper()
		l := api.List{Limit: 2, Q: q, Sort: api.Sort{By: "customer"}}
		found, err := services.Contacts.List(t.Context(), scope, f, l)
		require.NoError(t, err)
		total := int(*found.Data.Total)
		for {
			for _, c := range found.Data.Items {
				of = append(of, c.Name)
			}
			if l.After = found.Data.Next; l.After == nil {
				require.Len(t, of, total)
				return of
			}
			found, err = services.Contacts.List(t.Context(), scope, f, l)
			require.NoError(t, err)
		}
	}
	everybody, err := services.Contacts.List(t.Context(), scope, api.ContactFilter{}, api.List{Limit: 500, Sort: api.Sort{By: "customer"}})
	require.NoError(t, err)
	var with []string
	for _, c := range everybody.Data.Items {
		if strings.Contains(strings.ToLower(c.Name+"\n"+c.Email), "ma") {
			with = append(with, c.Name)
		}
	}
	require.Greater(t, len(with), 2, "more than a page")
	require.ElementsMatch(t, with, list(scope, api.ContactFilter{}, " MA "))
	require.Empty(t, list(scope, api.ContactFilter{}, "nobody is called so"))

	alone := slices.IndexFunc(everybody.Data.Items, func(c api.Contact) bool { // some have no address, some share a name
		return c.Email != "" && len(list(scope, api.ContactFilter{}, c.Name)) == 1
	})
	require.GreaterOrEqual(t, alone, 0)
	who := everybody.Data.Items[alone]
	require.Contains(t, list(scope, api.ContactFilter{Customer: who.Customer.ID}, who.Email), who.Name)
	for _, c := range everybody.Data.Items {
		if c.Customer.ID != who.Customer.ID {
			require.NotContains(t, list(scope, api.ContactFilter{Customer: c.Customer.ID}, who.Email), who.Name)
			break
		}
	}
	require.Equal(t, []string{who.Name}, list(scope, api.ContactFilter{IDs: []uuid.UUID{who.ID}}, who.Name))
	require.Empty(t, list(scope, api.ContactFilter{IDs: []uuid.UUID{}}, ""))

	head, err := services.Positions.Head(t.Context(), d.Tenant)
	require.NoError(t, err)
	name := "Zebedee Quux"
	_, err = services.Contacts.Update(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test"}, who.ID, api.ContactPatch{Name: &name})
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	require.Equal(t, []string{name}, list(scope, api.ContactFilter{}, "quux"))
	past := api.Scope{Tenant: d.Tenant, AsOf: &api.Moment{Position: head.N}}
	require.Empty(t, list(past, api.ContactFilter{}, "quux"))
	require.Contains(t, list(past, api.ContactFilter{}, who.Name), who.Name)

	file, err := services.Exports.Export(t.Context(), scope, api.ExportAsk{Table: api.TableContacts, Query: url.Values{"q": {"quux"}}, Format: "csv"})
	require.NoError(t, err)
	rows := exporttest.Rows(t, string(bodyOf(t, file.Data)))
	require.Len(t, rows, 2)
	require.Equal(t, name, rows[1][0])

	eraseContact(t, d, who.ID)
	require.Empty(t, list(scope, api.ContactFilter{}, "quux"))
	require.Empty(t, list(past, api.ContactFilter{}, who.Name), "what was erased is erased in the past, too")
}
