package demo_test

import (
	"context"
	"strings"
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/domain"
	"coresync/domain/lifetime"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// warrantyFile imports a file about warranties.
func warrantyFile(t *testing.T, d *demo.Demo, text string, preview bool) (api.ImportResult, error) {
	t.Helper()
	done, err := d.App.Services().Imports.Import(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test"}, api.Import{
		Kind: "warranties", Preview: preview, File: strings.NewReader("external_id,asset_external_id,serial_number,name,start,end\n" + text),
	})
	require.NoError(t, d.App.CatchUp(context.WithoutCancel(t.Context()), d.Tenant))
	return done, err
}

// covered is how an asset is covered, and the end that the list of assets shows.
func covered(t *testing.T, d *demo.Demo, id uuid.UUID) (api.AssetWarranty, string) {
	t.Helper()
	scope := api.Scope{Tenant: d.Tenant}
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	found, err := d.App.Services().Warranties.Of(t.Context(), scope, id)
	require.NoError(t, err)
	a, err := d.App.Services().Assets.Get(t.Context(), scope, id)
	require.NoError(t, err)
	require.Equal(t, a.Data.WarrantyEnd, found.Data.End)
	return found.Data, a.Data.WarrantyEnd
}

func counts(w api.AssetWarranty) (sources []string) {
	for _, e := range w.Entitlements {
		if e.Counts {
			sources = append(sources, e.Source)
		}
	}
	return sources
}

// A synced asset with a serial number of its own and dates from NinjaOne.
func warrantedDevice(t *testing.T, d *demo.Demo) api.Asset {
	t.Helper()
	all, err := d.App.Services().Assets.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.AssetFilter{Source: "ninjaone"}, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	serials := map[string]int{}
	for _, a := range all.Data.Items {
		serials[a.SerialNumber]++
	}
	for _, a := range all.Data.Items {
		if a.WarrantyEnd != "" && a.WarrantyStart != "" && a.SerialNumber != "" && serials[a.SerialNumber] == 1 {
			return a
		}
	}
	require.Fail(t, "no device with a warranty")
	return api.Asset{}
}

// Several entitlements, each with its source: a renewal out of a file counts, what is
// entered by hand wins, all is taken back, and the report counts the end that counts
// (beyond.md rank 23, REP-07 to REP-10 ⚠).
func TestREP_10_WarrantiesAreEntitlements(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, command, scope := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}, api.Scope{Tenant: d.Tenant}
	device := warrantedDevice(t, d)
	was := device.WarrantyEnd

	row := "R-1,," + strings.ToLower(device.SerialNumber) + ",Renewal,2039-01-01,2040-12-31\n"
	preview, err := warrantyFile(t, d, row, true)
	require.NoError(t, err)
	require.Equal(t, 1, preview.Created)
	w, end := covered(t, d, device.ID)
	require.Equal(t, was, end, "a preview writes nothing")
	require.Equal(t, []string{"ninjaone"}, counts(w))

	_, err = warrantyFile(t, d, row, false)
	require.NoError(t, err)
	w, end = covered(t, d, device.ID)
	require.Equal(t, "2040-12-31", end, "the latest one counts")
	require.Equal(t, []string{"import"}, counts(w))
	require.Len(t, w.Entitlements, 2)
	require.Len(t, w.Gaps, 1, "the gap is shown")
	require.Equal(t, "2038-12-31", w.Gaps[0].To)
	require.Equal(t, string(lifetime.WarrantyActive), w.State)

	made, err := services.Warranties.Create(t.Context(), command, api.WarrantyDraft{Asset: device.ID, Name: "As the dealer says", End: "2020-06-30"})
	require.NoError(t, err)
	w, end = covered(t, d, device.ID)
	require.Equal(t, "2020-06-30", end, "what is entered by hand wins")
	require.Equal(t, []string{"hand"}, counts(w))
	shown, err := services.Assets.Get(t.Context(), scope, device.ID)
	require.NoError(t, err)
	require.Empty(t, shown.Data.Locks, "an entitlement is no lock")

	undone, err := services.Undos.Undo(t.Context(), command, *made.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, api.UndoUndone, undone.Rows[0].Outcome)
	_, end = covered(t, d, device.ID)
	require.Equal(t, "2040-12-31", end)

	locked := "2030-01-31"
	_, err = services.Assets.Update(t.Context(), command, device.ID, api.AssetPatch{WarrantyEnd: &locked})
	require.NoError(t, err)
	w, end = covered(t, d, device.ID)
	require.Equal(t, locked, end, "the asset's own end, set by hand, decides alone")
	require.True(t, w.SetByHand)
	require.Empty(t, counts(w))

	entitlementsListed(t, d, device)
	entitlementsReported(t, d)
}

// entitlementsListed: the list says what the asset says, page by page.
func entitlementsListed(t *testing.T, d *demo.Demo, device api.Asset) {
	t.Helper()
	services, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	found, err := services.Warranties.List(t.Context(), scope, api.WarrantyFilter{Asset: device.ID}, api.List{Limit: 10, Sort: api.Sort{By: "end"}})
	require.NoError(t, err)
	w, _ := covered(t, d, device.ID)
	require.Equal(t, w.Entitlements, found.Data.Items)
	kept, err := services.Warranties.List(t.Context(), scope, api.WarrantyFilter{Sources: []string{"kept"}}, api.List{Limit: 10, Sort: api.Sort{By: "asset"}})
	require.NoError(t, err)
	require.Len(t, kept.Data.Items, 2)
	projector := kept.Data.Items[0].Asset
	w, end := covered(t, d, projector.ID)
	require.Equal(t, "2028-12-31", end)
	require.Equal(t, []api.DayRange{{From: "2023-09-14", To: "2023-12-31"}}, w.Gaps)
	require.Len(t, w.Entitlements, 3)
	one, err := services.Warranties.Get(t.Context(), scope, w.Entitlements[0].ID)
	require.NoError(t, err)
	require.Equal(t, "Lamp replacement", one.Data.Name)
	none, err := services.Warranties.List(t.Context(), scope, api.WarrantyFilter{States: []lifetime.Warranty{lifetime.WarrantyExpired}, Sources: []string{"import"}}, api.List{Limit: 10, Sort: api.Sort{By: "end"}})
	require.NoError(t, err)
	require.Len(t, none.Data.Items, 1)
}

// entitlementsReported: the report and the list of assets count the same.
func entitlementsReported(t *testing.T, d *demo.Demo) {
	t.Helper()
	services, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	report, err := services.Reports.Warranties(t.Context(), scope, api.ReportFilter{Virtual: true})
	require.NoError(t, err)
	for _, state := range report.Data.States {
		list, err := services.Assets.List(t.Context(), scope, api.AssetFilter{
			Warranties: []lifetime.Warranty{state.State}, Statuses: []string{"in_use", "available", "maintenance", "lost"},
		}, api.List{Limit: 1, Sort: api.Sort{By: "name"}})
		require.NoError(t, err)
		require.Equal(t, state.Total, *list.Data.Total, state.State)
	}
}

// A file with wrong rows is refused whole, with what is wrong in each of them; what a
// person changed by hand, a file leaves alone; an entitlement may go to another asset.
func TestAFileOfWarranties(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, command := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}
	device := warrantedDevice(t, d)

	nobody := uuid.NewString()
	_, err = warrantyFile(t, d, "1,,NO-SUCH-SERIAL,,,2030-01-01\n2,,,,,2030-01-01\n3,M-001,X,,2031-01-01,2030-01-01\n4,M-999,,,,2030-01-01\n5,"+nobody+",,,,soon\n", false)
	var refused *domain.Error
	require.ErrorAs(t, err, &refused)
	var told []string
	for _, f := range refused.Fields {
		told = append(told, f.Pointer+": "+f.Message)
	}
	require.Equal(t, []string{
		`line 2, serial_number: no asset has the serial number "NO-SUCH-SERIAL"`,
		"line 3, serial_number: is missing; name the asset by it, or by asset_external_id",
		"line 4, serial_number: leave it empty where asset_external_id names the asset",
		"line 4, end: is before the start",
		`line 5, asset_external_id: "M-999" is none of the assets; import those first`,
		"line 6, end: is not a date like 2026-12-31",
		"line 6, asset_external_id: there is no asset with the id " + nobody,
	}, told)
	_, err = warrantyFile(t, d, "1,,NO-SUCH-SERIAL,,,2030-01-01\n5,"+uuid.NewString()+",,,,2030-01-01\n", false)
	require.ErrorAs(t, err, &refused)
	require.Len(t, refused.Fields, 2)
	require.Equal(t, `line 2, serial_number: no asset has the serial number "NO-SUCH-SERIAL"`, refused.Fields[0].Pointer+": "+refused.Fields[0].Message)

	_, err = warrantyFile(t, d, "7,"+device.ID.String()+",,Care,,2041-01-01\n", false)
	require.NoError(t, err)
	_, end := covered(t, d, device.ID)
	require.Equal(t, "2041-01-01", end, "the id of any asset names it")
	again, err := warrantyFile(t, d, "7,"+device.ID.String()+",,Care,,2041-01-01\n", false)
	require.NoError(t, err)
	require.Equal(t, 1, again.Unchanged)
	moved, err := warrantyFile(t, d, "7,M-002,,Care,,2041-01-01\n", false)
	require.NoError(t, err)
	require.Equal(t, 1, moved.Updated)
	_, end = covered(t, d, device.ID)
	require.Equal(t, device.WarrantyEnd, end, "it went to the other asset")

	list, err := services.Warranties.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.WarrantyFilter{Sources: []string{"import"}}, api.List{Limit: 10, Q: "x4gf000732", Sort: api.Sort{By: "end"}})
	require.NoError(t, err)
	require.Len(t, list.Data.Items, 1)
	later := "2042-02-02"
	_, err = services.Warranties.Update(t.Context(), command, list.Data.Items[0].ID, api.WarrantyPatch{End: &later})
	require.NoError(t, err)
	byHand, err := warrantyFile(t, d, "7,M-002,,Care,,2041-01-01\n", false)
	require.NoError(t, err)
	require.Equal(t, 1, byHand.Unchanged, "a person changed it since")
	w, end := covered(t, d, list.Data.Items[0].Asset.ID)
	require.Equal(t, later, end)
	require.Equal(t, []string{"hand"}, counts(w))
	history, err := services.Assets.History(t.Context(), api.Scope{Tenant: d.Tenant}, device.ID, api.List{Limit: 5})
	require.NoError(t, err)
	require.Equal(t, "Warranty removed", history.Data.Items[0].Summary)
	_, err = services.Warranties.Remove(t.Context(), command, list.Data.Items[0].ID)
	require.NoError(t, err)
	_, end = covered(t, d, list.Data.Items[0].Asset.ID)
	require.Equal(t, "2028-02-29", end, "its own date is left")
}
