package demo_test

import (
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/app"
	"coresync/cmd/internal/demo"
	"coresync/cmd/internal/settings"

	"github.com/stretchr/testify/require"
)

func start(t *testing.T) *demo.Demo {
	t.Helper()
	return startWith(t, demo.Options{Devices: 400, Orgs: 25, Seed: 1})
}

func startWith(t *testing.T, o demo.Options) *demo.Demo {
	t.Helper()
	_, d := startOn(t, o)
	return d
}

// startOn is the same, with its database.
func startOn(t *testing.T, o demo.Options) (*pgtest.DB, *demo.Demo) {
	t.Helper()
	db, dir := pgtest.New(t), t.TempDir()
	s := settings.Settings{DatabaseURL: db.URL, Data: dir, KeyFile: dir + "/master.key", Zone: time.UTC,
		WebhookNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	log := slog.New(slog.DiscardHandler)
	_, err := app.Migrate(t.Context(), s, log)
	require.NoError(t, err)
	a, err := app.Open(t.Context(), s, log)
	require.NoError(t, err)
	t.Cleanup(a.Close)
	d, err := demo.Start(t.Context(), a, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	return db, d
}

// The numbers that a user sees must say what happened, and no more.
func TestSYN_05_to_09_TheNumbersOfThreeSyncs(t *testing.T) {
	t.Parallel()
	d := start(t)
	sync := func() demo.Summary {
		s, err := d.Sync(t.Context())
		require.NoError(t, err)
		require.Equal(t, s.DevicesFound, s.AssetsCreated+s.AssetsUpdated+s.Unchanged+s.Skipped+s.Failed)
		s.EventsAppended, s.Position = 0, 0
		return s
	}
	first := sync()
	matched, unmatched := first.OrganizationsMatched, first.OrganizationsUnmatched
	require.Equal(t, 25, matched+unmatched)
	require.Positive(t, matched)
	require.Equal(t, demo.Summary{
		DevicesFound: 400, AssetsCreated: 400, OrganizationsMatched: matched, OrganizationsUnmatched: unmatched,
	}, first)

	d.Sim.Advance(time.Hour) // volatile members of every device change
	require.Equal(t, demo.Summary{
		DevicesFound: 400, Unchanged: 400, OrganizationsMatched: matched, OrganizationsUnmatched: unmatched,
	}, sync())

	change(t, d.Sim)
	require.Equal(t, demo.Summary{
		DevicesFound: 401, AssetsCreated: 2, AssetsUpdated: 3, Unchanged: 396, Missing: 1, PresenceChanged: 5,
		OrganizationsMatched: matched, OrganizationsUnmatched: unmatched,
	}, sync())

	d.Sim.Advance(time.Hour)
	require.Equal(t, demo.Summary{
		DevicesFound: 401, Unchanged: 401, OrganizationsMatched: matched, OrganizationsUnmatched: unmatched,
	}, sync())
}

// change renames 3 devices, adds 2, deletes 1 and turns 5 others off line.
func change(t *testing.T, sim *demo.Simulated) {
	t.Helper()
	var online []ninjasim.Device
	for _, device := range sim.Devices() {
		if device.Status == fleet.Approved && !device.Offline {
			online = append(online, device)
		}
	}
	for i, device := range online[:3] {
		require.NoError(t, sim.SetDisplayName(device.ID, []string{"RENAMED-1", "RENAMED-2", "RENAMED-3"}[i]))
	}
	require.NoError(t, sim.DeleteDevice(online[3].ID))
	var ids []int
	for _, device := range online[4:9] {
		ids = append(ids, device.ID)
	}
	require.NoError(t, sim.SetOffline(ids, true))
	for range 2 {
		_, err := sim.AddDevice(ninjasim.NewDevice{OrgID: online[0].OrgID})
		require.NoError(t, err)
	}
}
