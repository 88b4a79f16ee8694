package demo_test

import (
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func undoCustomerEdits(t *testing.T, d *demo.Demo) {
	t.Helper()
	services, command, scope := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}, api.Scope{Tenant: d.Tenant}
	customer := func(id uuid.UUID) (api.Customer, error) {
		require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
		found, err := services.Customers.Get(t.Context(), scope, id)
		return found.Data, err
	}
	made, err := services.Customers.Create(t.Context(), command, api.CustomerDraft{Name: "Quimby Roofing", City: "Salem", Domains: []string{"quimby.example"}})
	require.NoError(t, err)
	before, err := customer(*made.ID)
	require.NoError(t, err)
	name, domains := "Quimby Siding", []string{}
	edited, err := services.Customers.Update(t.Context(), command, *made.ID, api.CustomerPatch{Name: &name, Domains: &domains})
	require.NoError(t, err)
	require.NotNil(t, edited.Undo)
	shown, err := services.Undos.Preview(t.Context(), scope, *edited.Undo)
	require.NoError(t, err)
	require.Equal(t, "Quimby Siding", shown.Rows[0].Name)
	require.Equal(t, "Quimby Siding, Salem", shown.Rows[0].Now)
	require.Equal(t, "Quimby Roofing, Salem, quimby.example", shown.Rows[0].Then)

	undone, err := services.Undos.Undo(t.Context(), command, *edited.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, api.UndoUndone, undone.Rows[0].Outcome)
	after, err := customer(*made.ID)
	require.NoError(t, err)
	before.Version = after.Version
	require.Equal(t, before, after)
	again, err := services.Undos.Undo(t.Context(), command, *edited.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, api.UndoUnchanged, again.Rows[0].Outcome, "it is as before already")

	removed, err := services.Customers.Remove(t.Context(), command, *made.ID)
	require.NoError(t, err)
	_, err = customer(*made.ID)
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
	_, err = services.Undos.Undo(t.Context(), command, *removed.Undo, nil)
	require.NoError(t, err)
	_, err = customer(*made.ID)
	require.NoError(t, err, "who was removed is back")
	_, err = services.Undos.Undo(t.Context(), command, *made.Undo, nil)
	require.NoError(t, err)
	_, err = services.Customers.Update(t.Context(), command, *made.ID, api.CustomerPatch{Name: &name})
	require.NoError(t, err, "it was changed since it was made, and stays")
}

// Who is removed loses the assets, and has them again when that is taken back.
func undoContactEdits(t *testing.T, d *demo.Demo) {
	t.Helper()
	services, command, scope := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}, api.Scope{Tenant: d.Tenant}
	all, _ := suggestions(t, d, api.AssociationFilter{Unassigned: true})
	high := of("high", all)
	require.NotEmpty(t, high)
	asset, id := high[0].Asset.ID, high[0].Suggested.Contact.ID
	_, err := services.Associations.Decide(t.Context(), command, []api.AssociationDecision{{Asset: asset, Action: "apply", ExpectedVersion: high[0].Version}})
	require.NoError(t, err)
	contact := func() (api.Contact, error) {
		require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
		found, err := services.Contacts.Get(t.Context(), scope, id)
		return found.Data, err
	}
	before, err := contact()
	require.NoError(t, err)
	name, phone := "Somebody Else", "+1 555 0100"
	edited, err := services.Contacts.Update(t.Context(), command, id, api.ContactPatch{Name: &name, Phone: &phone})
	require.NoError(t, err)
	shown, err := services.Undos.Preview(t.Context(), scope, *edited.Undo)
	require.NoError(t, err)
	require.Equal(t, "Somebody Else", shown.Rows[0].Name)
	require.Contains(t, shown.Rows[0].Then, before.Name+", "+before.Email)
	_, err = services.Undos.Undo(t.Context(), command, *edited.Undo, nil)
	require.NoError(t, err)
	after, err := contact()
	require.NoError(t, err)
	before.Version = after.Version
	require.Equal(t, before, after, "sealed anew, and the same")

	removed, err := services.Contacts.Remove(t.Context(), command, id)
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	require.Nil(t, one(t, d, asset).Assigned)
	undone, err := services.Undos.Undo(t.Context(), command, *removed.Undo, nil)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(undone.Rows), 2)
	_, err = contact()
	require.NoError(t, err)
	require.Equal(t, id, one(t, d, asset).Assigned.ID)

	first, err := services.Contacts.Update(t.Context(), command, id, api.ContactPatch{Name: &name})
	require.NoError(t, err)
	eraseContact(t, d, id)
	erased, err := services.Undos.Undo(t.Context(), command, *first.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, api.UndoErased, erased.Rows[0].Outcome)
}

func eraseContact(t *testing.T, d *demo.Demo, id uuid.UUID) {
	t.Helper()
	subject, err := d.App.Vault.SubjectOf(t.Context(), d.Tenant, event.SubjectRef{Kind: event.SubjectContact, Value: id.String()})
	require.NoError(t, err)
	_, err = d.App.Vault.Erase(t.Context(), d.Tenant, subject)
	require.NoError(t, err)
}
