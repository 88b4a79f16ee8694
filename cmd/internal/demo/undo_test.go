package demo_test

import (
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// outcomes counts what became of an undo's rows, or would.
func outcomes(rows []api.UndoRow) map[string]int {
	counts := make(map[string]int)
	for _, r := range rows {
		counts[r.Outcome]++
	}
	return counts
}

func undoRow(t *testing.T, u api.Undo, stream string) api.UndoRow {
	t.Helper()
	for _, r := range u.Rows {
		if r.Stream == stream {
			return r
		}
	}
	require.Fail(t, "no row", stream)
	return api.UndoRow{}
}

// Whatever people save is taken back, whole or in part, and what somebody changed since stays.
func TestUndoTakesBackWhateverPeopleSave(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	undoBulkAssignment(t, d)
	undoAssetEdits(t, d)
	undoLinksAndRules(t, d)
	undoCustomerEdits(t, d)
	undoContactEdits(t, d)
}

func undoBulkAssignment(t *testing.T, d *demo.Demo) {
	t.Helper()
	services, command := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}
	before, _ := suggestions(t, d, api.AssociationFilter{})
	bulk, err := services.Associations.ApplyHigh(t.Context(), command, api.AssociationFilter{})
	require.NoError(t, err)
	require.NotNil(t, bulk.Undo)
	require.Greater(t, len(bulk.Rows), 3)
	one, other := bulk.Rows[0], bulk.Rows[1]
	stream, changed := "assignment/"+one.Asset.ID.String(), "assignment/"+other.Asset.ID.String()
	_, err = services.Associations.Decide(t.Context(), api.Command{Tenant: d.Tenant, Actor: "somebody"}, []api.AssociationDecision{{Asset: other.Asset.ID, Action: "never", ExpectedVersion: other.Version}})
	require.NoError(t, err)

	scope := api.Scope{Tenant: d.Tenant}
	shown, err := services.Undos.Preview(t.Context(), scope, *bulk.Undo)
	require.NoError(t, err)
	require.Equal(t, map[string]int{api.UndoOpen: len(bulk.Rows) - 1, api.UndoChangedSince: 1}, outcomes(shown.Rows))
	row := undoRow(t, shown, changed)
	require.Equal(t, "somebody", row.ChangedBy)
	require.NotNil(t, row.ChangedAt)
	row = undoRow(t, shown, stream)
	require.Equal(t, one.Asset.Name, row.Name)
	require.Equal(t, "assigned to "+one.Contact.Name, row.Now)
	require.Equal(t, "assigned to nobody", row.Then)

	part, err := services.Undos.Undo(t.Context(), command, *bulk.Undo, []string{stream})
	require.NoError(t, err)
	require.Len(t, part.Rows, 1)
	require.Equal(t, api.UndoUndone, part.Rows[0].Outcome)
	_, err = services.Undos.Undo(t.Context(), command, *bulk.Undo, []string{"assignment/" + uuid.NewString()})
	require.Error(t, err, "no such stream")
	rest, err := services.Undos.Undo(t.Context(), command, *bulk.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, map[string]int{api.UndoUndone: len(bulk.Rows) - 2, api.UndoUnchanged: 1, api.UndoChangedSince: 1}, outcomes(rest.Rows))

	after, _ := suggestions(t, d, api.AssociationFilter{})
	for i, s := range after {
		require.Equal(t, before[i].Asset.ID, s.Asset.ID)
		if s.Asset.ID != other.Asset.ID {
			require.Equal(t, before[i].State, s.State, s.Asset.Name)
			require.Equal(t, before[i].Status, s.Status, s.Asset.Name)
		}
	}
	again, err := services.Undos.Undo(t.Context(), command, *part.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, "assigned to "+one.Contact.Name, again.Rows[0].Then, "taking back is taken back")
}

func undoAssetEdits(t *testing.T, d *demo.Demo) {
	t.Helper()
	services, command, scope := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}, api.Scope{Tenant: d.Tenant}
	all, _ := suggestions(t, d, api.AssociationFilter{})
	asset, name, status := all[0].Asset, "Renamed by hand", "maintenance"
	before, err := services.Assets.Get(t.Context(), scope, asset.ID)
	require.NoError(t, err)
	edited, err := services.Assets.Update(t.Context(), command, asset.ID, api.AssetPatch{Name: &name, Status: &status})
	require.NoError(t, err)
	require.NotNil(t, edited.Undo)
	shown, err := services.Undos.Preview(t.Context(), scope, *edited.Undo)
	require.NoError(t, err)
	require.Equal(t, `name set to "Renamed by hand"; status set to "maintenance"`, shown.Rows[0].Now)
	require.Equal(t, "nothing decided", shown.Rows[0].Then)
	_, err = services.Undos.Undo(t.Context(), command, *edited.Undo, nil)
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	after, err := services.Assets.Get(t.Context(), scope, asset.ID)
	require.NoError(t, err)
	require.Equal(t, before.Data.Name, after.Data.Name)
	require.Equal(t, before.Data.Status, after.Data.Status)
	require.Empty(t, after.Data.Locks)

	made, err := services.Assets.Create(t.Context(), command, api.AssetDraft{Name: "Projector"})
	require.NoError(t, err)
	renamed := "Beamer"
	changed, err := services.Assets.Update(t.Context(), command, *made.ID, api.AssetPatch{Name: &renamed})
	require.NoError(t, err)
	_, err = services.Undos.Undo(t.Context(), command, *changed.Undo, nil)
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	kept, err := services.Assets.Get(t.Context(), scope, *made.ID)
	require.NoError(t, err)
	require.Equal(t, "Projector", kept.Data.Name)
}

func undoLinksAndRules(t *testing.T, d *demo.Demo) {
	t.Helper()
	services, command, scope := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}, api.Scope{Tenant: d.Tenant}
	offers, err := services.ContactLinks.List(t.Context(), scope, api.ContactOfferFilter{States: []string{"offered"}}, api.List{Limit: 1})
	require.NoError(t, err)
	require.NotEmpty(t, offers.Data.Items)
	o := offers.Data.Items[0]
	ignored, err := services.ContactLinks.Decide(t.Context(), command, []api.ContactLinkDecision{{Connection: o.Connection, Source: o.Source, PersonID: o.PersonID, Action: "ignore"}})
	require.NoError(t, err)
	require.NotNil(t, ignored.Undo)
	done, err := services.Undos.Undo(t.Context(), command, *ignored.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, "not wanted as a contact", done.Rows[0].Now)
	require.Equal(t, "not linked", done.Rows[0].Then)

	rule, err := services.Ignores.Create(t.Context(), command, api.IgnoreDraft{Kind: "name", Value: "LAB-*"})
	require.NoError(t, err)
	done, err = services.Undos.Undo(t.Context(), command, *rule.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, api.UndoUndone, done.Rows[0].Outcome)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	rules, err := services.Ignores.List(t.Context(), scope)
	require.NoError(t, err)
	require.Empty(t, rules.Data)
	_, err = services.Undos.Undo(t.Context(), command, *done.Undo, nil)
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	rules, err = services.Ignores.List(t.Context(), scope)
	require.NoError(t, err)
	require.Len(t, rules.Data, 1)
}
