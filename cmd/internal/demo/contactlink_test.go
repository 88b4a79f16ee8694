package demo_test

import (
	"slices"
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func offers(t *testing.T, d *demo.Demo, states ...string) []api.ContactOffer {
	t.Helper()
	require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
	found, err := d.App.Services().ContactLinks.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.ContactOfferFilter{States: states}, api.List{Limit: 500})
	require.NoError(t, err)
	counts, err := d.App.Services().ContactLinks.Counts(t.Context(), api.Scope{Tenant: d.Tenant}, api.ContactOfferFilter{States: states})
	require.NoError(t, err)
	require.Equal(t, found.Data.Counts, counts.Data)
	return found.Data.Items
}

// The people of the simulated NinjaOne are offered to their customers: linked where the
// address is equal, created, ignored; never overwritten, and taken back.
func TestSCH_04_PeopleInNinjaOneBecomeContacts(t *testing.T) {
	t.Parallel()
	d := start(t)
	summary, err := d.Sync(t.Context())
	require.NoError(t, err)
	require.Positive(t, summary.DevicesFound)
	services, command := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}
	all := offers(t, d, "offered")
	known := slices.IndexFunc(all, func(o api.ContactOffer) bool { return o.Suggested != nil })
	unknown := slices.IndexFunc(all, func(o api.ContactOffer) bool { return o.Suggested == nil })
	require.GreaterOrEqual(t, known, 0)
	require.GreaterOrEqual(t, unknown, 0)
	same, fresh := all[known], all[unknown]
	runs, err := services.Runs.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.RunFilter{}, api.List{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, len(all), runs.Data.Items[0].ContactsOffered)
	require.Equal(t, len(offers(t, d)), runs.Data.Items[0].ContactsFound)
	require.Equal(t, same.Email, same.Suggested.Email)
	require.NotNil(t, same.Customer)

	decide := func(o api.ContactOffer, action string, version int64) api.ContactLinkResult {
		t.Helper()
		done, err := services.ContactLinks.Decide(t.Context(), command, []api.ContactLinkDecision{{
			Connection: o.Connection, Source: o.Source, PersonID: o.PersonID, Action: action, ExpectedVersion: version,
		}})
		require.NoError(t, err)
		return done.Rows[0]
	}
	linked := decide(same, "link", 0)
	require.Equal(t, "saved", linked.Outcome, linked.Message)
	require.Equal(t, same.Suggested, linked.Contact)
	require.Equal(t, "no_suggestion", decide(fresh, "link", 0).Code)
	made := decide(fresh, "create", 0)
	require.Equal(t, "saved", made.Outcome, made.Message)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	contact, err := services.Contacts.Get(t.Context(), api.Scope{Tenant: d.Tenant}, made.Contact.ID)
	require.NoError(t, err)
	require.Equal(t, fresh.Name, contact.Data.Name)
	require.Equal(t, *fresh.Customer, contact.Data.Customer)

	renamed := "Somebody Else"
	_, err = services.Contacts.Update(t.Context(), command, made.Contact.ID, api.ContactPatch{Name: &renamed})
	require.NoError(t, err)
	require.Equal(t, "conflict", decide(fresh, "unlink", 0).Outcome)
	require.Equal(t, "saved", decide(fresh, "unlink", 1).Outcome)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	require.Equal(t, "saved", decide(fresh, "create", 2).Outcome)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	contact, err = services.Contacts.Get(t.Context(), api.Scope{Tenant: d.Tenant}, made.Contact.ID)
	require.NoError(t, err)
	require.Equal(t, renamed, contact.Data.Name, "what is there is not overwritten")

	require.Equal(t, "saved", decide(all[len(all)-1], "ignore", 0).Outcome)
	states := map[string]int{}
	for _, o := range offers(t, d, "linked", "ignored") {
		states[o.State]++
	}
	require.Equal(t, map[string]int{"linked": 2, "ignored": 1}, states)
	counted, err := services.Runs.Get(t.Context(), api.Scope{Tenant: d.Tenant}, runs.Data.Items[0].ID)
	require.NoError(t, err)
	n := counted.Data
	require.Equal(t, []int{len(all) - 3, 1, 1, 1}, []int{n.ContactsOffered, n.ContactsLinked, n.ContactsCreated, n.ContactsIgnored})
	missing, err := services.ContactLinks.Decide(t.Context(), command, []api.ContactLinkDecision{{Connection: uuid.New(), Source: "contact", PersonID: 1, Action: "ignore"}})
	require.NoError(t, err)
	require.Equal(t, "person_not_found", missing.Rows[0].Code)
}

// An undo of people who became contacts takes the contacts away again, and offers the
// people anew; a contact that somebody changed since stays.
func TestSCH_04_AnUndoTakesContactsThatWereMade(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services := d.App.Services()
	var rows []api.ContactLinkDecision
	for _, o := range offers(t, d, "offered") {
		if o.Suggested == nil && len(rows) < 2 {
			rows = append(rows, api.ContactLinkDecision{Connection: o.Connection, Source: o.Source, PersonID: o.PersonID, Action: "create"})
		}
	}
	require.Len(t, rows, 2)
	command := api.Command{Tenant: d.Tenant, Actor: "test", Correlation: uuid.New()}
	done, err := services.ContactLinks.Decide(t.Context(), command, rows)
	require.NoError(t, err)
	require.Equal(t, command.Correlation, *done.Undo)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	renamed := "Somebody Else"
	_, err = services.Contacts.Update(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test"}, done.Rows[1].Contact.ID, api.ContactPatch{Name: &renamed})
	require.NoError(t, err)

	_, err = services.Undos.Undo(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test"}, *done.Undo, nil)
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	scope := api.Scope{Tenant: d.Tenant}
	_, err = services.Contacts.Get(t.Context(), scope, done.Rows[0].Contact.ID)
	require.Error(t, err, "it was made by the save, and goes with it")
	kept, err := services.Contacts.Get(t.Context(), scope, done.Rows[1].Contact.ID)
	require.NoError(t, err)
	require.Equal(t, renamed, kept.Data.Name)
	offered := offers(t, d, "offered")
	for _, row := range rows {
		require.True(t, slices.ContainsFunc(offered, func(o api.ContactOffer) bool { return o.Source == row.Source && o.PersonID == row.PersonID }))
	}
}

// Many people are decided about in one go: one whom somebody else decided about is told,
// the others are saved; and the same request again tells what it did.
func TestSCH_04_ManyAreDecidedAboutInOneGo(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services := d.App.Services()
	var rows []api.ContactLinkDecision
	for _, o := range offers(t, d, "offered") {
		row := api.ContactLinkDecision{Connection: o.Connection, Source: o.Source, PersonID: o.PersonID, Action: "create"}
		if o.Suggested != nil {
			row.Action = "link"
		}
		rows = append(rows, row)
	}
	require.Greater(t, len(rows), 20)
	rows = append(rows, rows[0]) // named twice: it is decided about by then
	rows[3].ExpectedVersion = 7
	command := api.Command{Tenant: d.Tenant, Actor: "test", AppendID: uuid.New()}
	done, err := services.ContactLinks.Decide(t.Context(), command, rows)
	require.NoError(t, err)
	require.Len(t, done.Rows, len(rows))
	for i, r := range done.Rows {
		require.Equal(t, rows[i].PersonID, r.PersonID)
		if i == 3 || i == len(rows)-1 {
			require.Equal(t, "conflict", r.Outcome)
			continue
		}
		require.Equal(t, "saved", r.Outcome, r.Message)
		require.NotNil(t, r.Contact)
		require.EqualValues(t, 1, r.Version)
	}
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	again, err := services.ContactLinks.Decide(t.Context(), command, rows)
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, done.Position, again.Position)
	for i := range done.Rows {
		require.Equal(t, done.Rows[i].Outcome, again.Rows[i].Outcome)
	}
	require.Len(t, offers(t, d, "offered"), 1)
}
