package demo_test

import (
	"testing"
	"time"

	"coresync/cmd/internal/demo"
	"coresync/domain/rowid"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// The timeline of an asset tells by name what people decided about the organization that its
// device was in, and nothing that was decided before it came or after it had left (screen 5.7).
func TestGAP_04_AnAssetsHistoryTellsWhyItsCustomerChanged(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 40, Orgs: 4, Seed: 1})
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	has, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	devices := d.Sim.Devices()
	moving, other := devices[2], devices[2]
	for _, candidate := range devices {
		if candidate.OrgID != moving.OrgID {
			other = candidate
		}
	}
	customers, err := has.Customers.List(t.Context(), scope, api.CustomerFilter{}, api.List{Limit: 3, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	versions := map[int]int64{}
	decide := func(organization int, customer api.Customer) {
		t.Helper()
		saved, err := has.Organizations.Map(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test"}, []api.Mapping{{
			Connection: d.Connection, OrganizationID: int64(organization), Action: "map", ExpectedVersion: versions[organization], Customer: &customer.ID}})
		require.NoError(t, err)
		require.Equal(t, "saved", saved.Rows[0].Outcome)
		versions[organization]++
		require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	}
	first, second, third := customers.Data.Items[0], customers.Data.Items[1], customers.Data.Items[2]
	decide(other.OrgID, first)   // before it is there
	decide(moving.OrgID, second) // while it is there
	d.Sim.Advance(time.Hour)
	require.NoError(t, d.Sim.MoveDevice(moving.ID, other.OrgID, other.LocationID))
	_, err = d.Sync(t.Context())
	require.NoError(t, err)
	decide(moving.OrgID, third) // after it has left
	decide(other.OrgID, third)  // where it is now

	history, err := has.Assets.History(t.Context(), scope, rowid.Device(d.Tenant, d.Connection, int64(moving.ID)), api.List{Limit: 50})
	require.NoError(t, err)
	var said []string
	for _, e := range history.Data.Items {
		if e.Type == "OrganizationMapped" {
			said = append(said, e.Summary)
		}
	}
	require.Len(t, said, 2, said)
	require.Regexp(t, "^Organization .+ was mapped to "+third.Name+"$", said[0])
	require.Regexp(t, "^Organization .+ was mapped to "+second.Name+"$", said[1])
	require.NotEqual(t, said[0], said[1])
}
