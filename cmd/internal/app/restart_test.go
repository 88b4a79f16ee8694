package app_test

import (
	"testing"
	"time"

	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/app"
	"coresync/domain/connection"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Two connections have a schedule each, in zones of their own. Another process, started
// after the first has ended, has them at the same moments, and says so.
func TestSCH_04_TheSchedulesOfTwoConnectionsSurviveARestart(t *testing.T) {
	t.Parallel()
	db, dir, tenant := pgtest.New(t), t.TempDir(), uuid.New()
	_, err := app.Migrate(t.Context(), settingsOf(db, dir), quiet())
	require.NoError(t, err)
	wanted := map[uuid.UUID]api.Schedule{}
	next := map[uuid.UUID]time.Time{}

	before := open(t, db, dir, &logBuffer{})
	require.NoError(t, before.Store.CreateTenant(t.Context(), eventstore.Tenant{ID: tenant, Name: "main"}))
	for name, schedule := range map[string]api.Schedule{
		"Head office": {Frequency: "daily", Zone: "Europe/Berlin"}, "Acquired": {Frequency: "weekly", Zone: "America/New_York"},
	} {
		id, err := before.Connect(t.Context(), tenant, connection.Settings{
			Name: name, Region: "EU", Grant: "client_credentials", ClientID: name,
		}, "secret-of-"+name, "test")
		require.NoError(t, err)
		_, err = before.SetSchedule(t.Context(), api.Command{Tenant: tenant, Actor: "user:test"}, id, schedule)
		require.NoError(t, err)
		wanted[id] = schedule
		next[id], err = before.NextSync(t.Context(), tenant, id)
		require.NoError(t, err)
		require.True(t, next[id].After(time.Now()))
	}
	require.Len(t, next, 2)
	before.Close()

	after := open(t, db, dir, &logBuffer{})
	t.Cleanup(after.Close)
	require.NoError(t, after.CatchUp(t.Context(), tenant))
	for id, schedule := range wanted {
		at, err := after.NextSync(t.Context(), tenant, id)
		require.NoError(t, err)
		require.Equal(t, next[id], at)
		found, err := after.Services().Connections.Get(t.Context(), api.Scope{Tenant: tenant}, id)
		require.NoError(t, err)
		require.Equal(t, schedule.Frequency, found.Data.Schedule.Frequency)
		require.Equal(t, schedule.Zone, found.Data.Schedule.Zone)
		require.True(t, next[id].Equal(*found.Data.Schedule.NextAt))
	}
}
