package demo_test

import (
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// An asset tells what it was known by, with days, and who was its last user for how long; the past
// knows nothing of what came later.
func TestAnAssetTellsWhatItWasKnownByAndWhoUsedIt(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 60, Orgs: 6, Seed: 1})
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	device := strong(t, d)[0]
	services, scope, id := d.App.Services(), api.Scope{Tenant: d.Tenant}, device.id(d)
	before, err := services.Assets.Get(t.Context(), scope, id)
	require.NoError(t, err)
	require.NoError(t, d.Sim.SetDisplayName(device.ID, "RENAMED-1"))
	require.NoError(t, d.Sim.SetSerial(device.ID, "NEWBOARD-1"))
	require.NoError(t, d.Sim.SetLastUser(device.ID, `NEXT\amoe`))
	_, err = d.Sync(t.Context())
	require.NoError(t, err)

	known := func(scope api.Scope) map[string]bool {
		t.Helper()
		found, err := services.Assets.Known(t.Context(), scope, id)
		require.NoError(t, err)
		now := map[string]bool{}
		for _, k := range found.Data {
			require.Equal(t, id, k.Record)
			require.False(t, k.Last.Before(k.First))
			now[k.Kind+" "+k.Value] = k.Now
		}
		return now
	}
	all := known(scope)
	for value, now := range map[string]bool{
		"name RENAMED-1": true, // its system is still called as before
		"serial_number " + before.Data.SerialNumber: false, "serial_number NEWBOARD-1": true,
	} {
		is, there := all[value]
		require.True(t, there, "%s in %v", value, all)
		require.Equal(t, now, is, value)
	}
	then := scope
	then.AsOf = &api.Moment{Position: before.Position.N}
	require.NotContains(t, known(then), "name RENAMED-1")
	require.True(t, known(then)["name "+before.Data.Name])

	users, err := services.Assets.Users(t.Context(), scope, id)
	require.NoError(t, err)
	require.NotEmpty(t, users.Data)
	part := 0.
	var names []string
	for _, u := range users.Data {
		part += u.Part
		names = append(names, u.Name)
	}
	require.InDelta(t, 1, part, 1e-9)
	require.Contains(t, names, `NEXT\amoe`)
	past, err := services.Assets.Users(t.Context(), then, id)
	require.NoError(t, err)
	for _, u := range past.Data {
		require.NotEqual(t, `NEXT\amoe`, u.Name)
	}
	for _, ask := range []func() error{
		func() error { _, err := services.Assets.Known(t.Context(), scope, uuid.New()); return err },
		func() error { _, err := services.Assets.Users(t.Context(), scope, uuid.New()); return err },
	} {
		require.Error(t, ask())
	}
}
