package demo_test

import (
	"testing"

	"coresync/adapters/ninjasim/fleet"
	"coresync/cmd/internal/demo"
	"coresync/domain/asset"
	"coresync/domain/directory"
	"coresync/domain/rowid"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// assets are all assets of the demo by id.
func assets(t *testing.T, d *demo.Demo) map[uuid.UUID]api.Asset {
	t.Helper()
	all := make(map[uuid.UUID]api.Asset)
	for after := []string(nil); ; {
		page, err := d.App.Services().Assets.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.AssetFilter{}, api.List{Limit: 500, After: after})
		require.NoError(t, err)
		for _, a := range page.Data.Items {
			all[a.ID] = a
		}
		if after = page.Data.Next; after == nil {
			return all
		}
	}
}

// organizations are all organizations of the demo by their id in NinjaOne.
func organizations(t *testing.T, d *demo.Demo) map[int64]api.Organization {
	t.Helper()
	page, err := d.App.Services().Organizations.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.OrganizationFilter{}, api.List{Limit: 500})
	require.NoError(t, err)
	for _, scope := range []api.Scope{{Tenant: d.Tenant}, {Tenant: d.Tenant, AsOf: &api.Moment{Position: page.Position.N}}} {
		counts, err := d.App.Services().Organizations.Counts(t.Context(), scope, d.Connection)
		require.NoError(t, err)
		require.Equal(t, page.Data.Counts, counts.Data)
	}
	all := make(map[int64]api.Organization)
	for _, o := range page.Data.Items {
		all[o.OrganizationID] = o
	}
	return all
}

// Every asset of the demo is what the simulator holds to be true of its device.
func TestAST_03_to_05_AssetsAreWhatNinjaOneSays(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	shown, known := assets(t, d), organizations(t, d)
	categories := asset.DefaultCategories()
	current := make(map[int64]api.Asset) // by the device that gives its fields
	for _, a := range shown {
		if a.Device != nil {
			current[a.Device.ID] = a
		}
	}
	devices, former := 0, 0
	for _, device := range d.Sim.Devices() {
		a, is := current[int64(device.ID)]
		if !is && device.Status == fleet.Approved { // it was set up anew, and is part of the asset of its new id
			found, err := d.App.Services().Assets.Get(t.Context(), api.Scope{Tenant: d.Tenant}, rowid.Device(d.Tenant, d.Connection, int64(device.ID)))
			require.NoError(t, err, "device %d", device.ID)
			require.Greater(t, len(found.Data.Records), 1, "device %d", device.ID)
			former++
			continue
		}
		require.Equal(t, device.Status == fleet.Approved, is, "pending and decommissioned devices are hidden: %d", device.ID)
		if !is {
			continue
		}
		devices++
		require.Equal(t, string(categories[device.Class.String()]), a.Category, "AST-05")
		if a.Connectivity != "not_monitored" {
			require.Equal(t, device.Offline, a.Connectivity == "offline", "AST-03 of device %d", device.ID)
		}
		require.Equal(t, known[int64(device.OrgID)].Customer, a.Customer, "AST-04 of device %d", device.ID)
	}
	require.Equal(t, 400, devices+former)
	require.Len(t, shown, devices+3, "with three assets that are kept by hand")
}

// An organization is linked, unlinked, linked again, and its customer is removed.
func TestMAP_06_08_09_10_AnOrganizationFindsItsCustomer(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, command := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}
	written, err := services.Customers.Create(t.Context(), command, api.CustomerDraft{ExternalID: "NEW", Name: "A new customer"})
	require.NoError(t, err)
	customer := directory.ID(d.Tenant, directory.Customers, "NEW")
	require.Equal(t, customer, *written.ID)

	var unmatched api.Organization
	for _, o := range organizations(t, d) {
		if o.Status == "unmatched" {
			unmatched = o
		}
	}
	require.NotZero(t, unmatched.OrganizationID)
	decide := func(action string, version int64) api.Organization {
		row := api.Mapping{Connection: d.Connection, OrganizationID: unmatched.OrganizationID, Action: action, ExpectedVersion: version}
		if action == "map" {
			row.Customer = &customer
		}
		saved, err := services.Organizations.Map(t.Context(), command, []api.Mapping{row})
		require.NoError(t, err)
		require.Equal(t, "saved", saved.Rows[0].Outcome)
		require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
		return organizations(t, d)[unmatched.OrganizationID]
	}
	mapped := decide("map", 0)
	require.Equal(t, "mapped", mapped.Status, "MAP-06")
	require.Equal(t, "A new customer", mapped.Customer.Name)
	require.Equal(t, "unmatched", decide("unmap", 1).Status, "MAP-08")
	require.Equal(t, "mapped", decide("map", 2).Status, "MAP-10")

	_, err = services.Customers.Remove(t.Context(), command, customer)
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	stale := organizations(t, d)[unmatched.OrganizationID]
	require.Equal(t, "stale", stale.Status, "MAP-09")
	require.Equal(t, "A new customer", stale.Customer.Name, "whose it was is still said")
	require.Equal(t, "ignored", decide("ignore", 3).Status)
}
