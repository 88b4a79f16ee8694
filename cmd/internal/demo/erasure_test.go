package demo_test

import (
	"slices"
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections/catalog"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// assignedByLogon assigns a device to whom its last user suggests, and gives that row.
func assignedByLogon(t *testing.T, d *demo.Demo) api.ContactSuggestion {
	t.Helper()
	services := d.App.Services()
	require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
	found, err := services.Associations.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.AssociationFilter{States: []string{"high"}}, api.List{Limit: 500})
	require.NoError(t, err)
	at := slices.IndexFunc(found.Data.Items, func(s api.ContactSuggestion) bool {
		return s.Suggested != nil && s.Suggested.Form != "owner" && s.Suggested.Form != "owner-name"
	})
	require.GreaterOrEqual(t, at, 0)
	row := found.Data.Items[at]
	done, err := services.Associations.Decide(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test"}, []api.AssociationDecision{{Asset: row.Asset.ID, Action: "apply", ExpectedVersion: row.Version}})
	require.NoError(t, err)
	require.Equal(t, "saved", done.Rows[0].Outcome, done.Rows[0].Message)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	return row
}

// A person who is erased is gone from the contact, the account, the devices' last user, the
// search, what is suggested, and every past; what stands in tables is what a rebuild makes,
// and the log's proofs hold.
func TestGAP_07_AnErasedPersonIsGoneEverywhere(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, scope, command := d.App.Services(), api.Scope{Tenant: d.Tenant}, api.Command{Tenant: d.Tenant, Actor: "test", AppendID: uuid.New()}
	row := assignedByLogon(t, d)
	who := row.Suggested.Contact
	before := head(t, d)

	held, err := services.Privacy.Person(t.Context(), scope, api.PersonContact, who.ID)
	require.NoError(t, err)
	require.Equal(t, who.Name, held.Name)
	logon := slices.IndexFunc(held.Subjects, func(h api.HeldSubject) bool { return h.Kind == "user" && h.Preselected })
	require.GreaterOrEqual(t, logon, 0, "the name of logons that the device was assigned by")
	require.Equal(t, row.Username, held.Subjects[logon].Label)
	require.Contains(t, held.Devices, row.Asset)

	wrong := api.Erasure{Kind: "moon", ID: who.ID}
	_, err = services.Privacy.Erase(t.Context(), command, wrong)
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
	_, err = services.Privacy.Erase(t.Context(), command, api.Erasure{Kind: api.PersonContact, ID: who.ID, Reason: "request 12", Include: []uuid.UUID{uuid.New()}})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err), "a stranger")
	erasure := api.Erasure{Kind: api.PersonContact, ID: who.ID, Reason: "request 12"}
	done, err := services.Privacy.Erase(t.Context(), command, erasure)
	require.NoError(t, err)
	require.NotEmpty(t, done.Erased)
	repeated, err := services.Privacy.Erase(t.Context(), command, erasure)
	require.NoError(t, err)
	require.True(t, repeated.Replayed)
	again, err := services.Privacy.Erase(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test"}, erasure)
	require.NoError(t, err)
	require.Empty(t, again.Erased)
	require.Equal(t, done.Position, again.Position, "nothing more was written")
	requireErasureRecorded(t, d, before.Position, done.Erased)

	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
	past := api.Scope{Tenant: d.Tenant, AsOf: &api.Moment{Position: before.Position}}
	for _, when := range []api.Scope{scope, past} {
		contact, err := services.Contacts.Get(t.Context(), when, who.ID)
		require.NoError(t, err)
		require.True(t, contact.Data.Erased)
		require.Empty(t, contact.Data.Name+contact.Data.Email+contact.Data.Phone)
		device, err := services.Assets.Get(t.Context(), when, row.Asset.ID)
		require.NoError(t, err)
		require.Empty(t, device.Data.LastUser)
		require.Equal(t, who.ID, *device.Data.Contact, "what was decided stays")
		accounts, err := services.Access.Accounts(t.Context(), when, api.AccessFilter{Email: who.Email}, api.List{Limit: 10, Sort: api.Sort{By: "name"}})
		require.NoError(t, err)
		require.Empty(t, accounts.Data.Items)
	}
	hits, err := services.Search.Search(t.Context(), scope, who.Name, nil, 50)
	require.NoError(t, err)
	require.False(t, slices.ContainsFunc(hits.Data, func(h api.Hit) bool { return h.ID == who.ID }))
	suggestions, err := services.Associations.List(t.Context(), scope, api.AssociationFilter{Assets: []uuid.UUID{row.Asset.ID}}, api.List{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "erased", suggestions.Data.Items[0].Kind)
	require.True(t, suggestions.Data.Items[0].UserErased)

	held, err = services.Privacy.Person(t.Context(), scope, api.PersonContact, who.ID)
	require.NoError(t, err)
	require.True(t, held.Erased())
	require.Empty(t, held.Name)
	for _, model := range catalog.Models() {
		found, err := d.App.Models.Fsck(t.Context(), d.Tenant, model.Name)
		require.NoError(t, err, model.Name)
		require.True(t, found.OK(), "%s: live = rebuilt", model.Name)
	}
}

func head(t *testing.T, d *demo.Demo) eventstore.Head {
	t.Helper()
	h, err := d.App.Store.Head(t.Context(), d.Tenant)
	require.NoError(t, err)
	return h
}

// requireErasureRecorded: one event says who, when and why, and whose keys went.
func requireErasureRecorded(t *testing.T, d *demo.Demo, after int64, subjects []uuid.UUID) {
	t.Helper()
	var said []*event.PersonErased
	require.NoError(t, d.App.Store.Read(t.Context(), d.Tenant, eventstore.Query{After: after, Types: []event.Type{"PersonErased"}}, func(e event.Recorded) error {
		p, err := d.App.Store.Registry().Decode(e)
		require.NoError(t, err)
		require.Equal(t, "test", e.Actor)
		said = append(said, p.(*event.PersonErased))
		return nil
	}))
	require.Len(t, said, 1)
	require.Equal(t, "request 12", said[0].Reason)
	var named []uuid.UUID
	for _, s := range said[0].Subjects {
		named = append(named, s.Subject)
	}
	require.Equal(t, subjects, named)
	known, err := d.App.Vault.Describe(t.Context(), d.Tenant, subjects)
	require.NoError(t, err)
	for _, id := range subjects {
		require.False(t, known[id].ErasedAt.IsZero())
	}
}

// An account is erased with what is linked to it; a stranger is nobody's.
func TestGAP_07_AnAccountIsErased(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, scope, command := d.App.Services(), api.Scope{Tenant: d.Tenant}, api.Command{Tenant: d.Tenant, Actor: "test"}
	all, err := services.Access.Accounts(t.Context(), scope, api.AccessFilter{}, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	at := slices.IndexFunc(all.Data.Items, func(a api.AccessAccount) bool { return a.Person != nil && a.OwnedBy == "email" })
	require.GreaterOrEqual(t, at, 0)
	who := all.Data.Items[at]
	held, err := services.Privacy.Person(t.Context(), scope, api.PersonAccount, who.ID)
	require.NoError(t, err)
	require.True(t, held.InNinjaOne)
	require.True(t, slices.ContainsFunc(held.Subjects, func(h api.HeldSubject) bool { return h.Kind == "contact" && !h.Own && h.Preselected }))

	_, err = services.Privacy.Erase(t.Context(), command, api.Erasure{Kind: api.PersonAccount, ID: who.ID, Reason: "request 13", Include: []uuid.UUID{}})
	require.NoError(t, err)
	account, err := services.Access.Account(t.Context(), scope, who.ID)
	require.NoError(t, err)
	require.True(t, account.Data.Erased)
	contact, err := services.Contacts.Get(t.Context(), scope, who.Person.ID)
	require.NoError(t, err)
	require.False(t, contact.Data.Erased, "it was not included")
	_, err = services.Privacy.Person(t.Context(), scope, api.PersonAccount, uuid.New())
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
	_, err = services.Privacy.Person(t.Context(), scope, api.PersonContact, uuid.New())
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
}
