package e2e

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/ninjasim"
	"coresync/adapters/poller"
	"coresync/cmd/internal/app"
	"coresync/domain/connection"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// Devices that nobody heard of, that wait, and that come back again and again: each is
// on the list by its name, and no other comes to it.
func TestSyncHealthListsDevicesThatWantALook(t *testing.T) {
	t.Parallel()
	const quietFor = 70 * 24 * time.Hour
	listed := func(act func(sim *simulator, devices []ninjasim.Device)) map[string]api.Check {
		s := tell(t, ninjasim.Config{Devices: 60, Orgs: 4, Start: time.Now().Add(-quietFor)})
		act(s.sim, s.sim.approved())
		s.sim.Advance(time.Since(s.sim.Now()))
		require.Equal(t, poller.StateCompleted, s.sync().State)
		require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))
		return s.website().checks(s.connection)
	}
	tidy := listed(func(*simulator, []ninjasim.Device) {})
	var quiet, again ninjasim.Device
	untidy := listed(func(sim *simulator, devices []ninjasim.Device) {
		online := devices[:0]
		for _, d := range devices {
			if !d.Offline && d.Reported && !d.System.Virtual && d.System.Serial != "" {
				online = append(online, d)
			}
		}
		quiet, again = online[0], online[1]
		require.NoError(t, sim.SetOffline([]int{quiet.ID}, true))
		require.NoError(t, sim.SetRaw(quiet.ID, "lastContact", strconv.FormatInt(sim.Now().Unix(), 10)))
		_, err := sim.AddDevice(ninjasim.NewDevice{OrgID: quiet.OrgID, Name: "WAITS", Status: "PENDING"})
		require.NoError(t, err)
		sim.Advance(quietFor - 5*24*time.Hour)
		for range 2 {
			sim.Advance(24 * time.Hour)
			_, err := sim.Reimage(again.ID)
			require.NoError(t, err)
		}
	})
	// What came to a list, by name.
	news := func(check string) []api.CheckItem {
		before := make(map[string]bool)
		for _, item := range tidy[check].Items {
			before[item.Name] = true
		}
		var items []api.CheckItem
		for _, item := range untidy[check].Items {
			if !before[item.Name] {
				items = append(items, item)
			}
		}
		require.Equal(t, "warning", untidy[check].Outcome, check)
		return items
	}
	stale := news("stale_devices")
	require.Len(t, stale, 1)
	require.EqualValues(t, quiet.ID, stale[0].ID)
	require.Equal(t, "last contact 70 days ago", stale[0].Message)
	require.Contains(t, untidy["stale_devices"].Message, "no contact for more than 60 days")

	reenrolled := news("reenrolled_devices")
	require.Len(t, reenrolled, 1)
	require.Equal(t, again.SystemName, reenrolled[0].Name)
	require.Equal(t, "enrolled again 2 times", reenrolled[0].Message)

	require.Equal(t, "warning", untidy["pending_devices"].Outcome)
	require.Equal(t, waiting(t, tidy)+1, waiting(t, untidy))
}

// waiting is how many devices wait for approval, as the check says.
func waiting(t *testing.T, checks map[string]api.Check) (n int) {
	t.Helper()
	says := checks["pending_devices"].Message
	if says == "No device waits for approval." {
		return 0
	}
	_, err := fmt.Sscanf(says, "%d devices wait for approval in NinjaOne and are no assets until then.", &n)
	require.NoError(t, err, says)
	return n
}

// A schedule whose runs fail stays one, and rests longer and longer; the checks say so.
// A complete run ends the rest.
func TestSCH_04_AFailingScheduleBacksOffAndTheChecksSaySo(t *testing.T) {
	t.Parallel()
	sim := simulate(t, ninjasim.Config{Devices: 20, Orgs: 3})
	p := sharedPlace(t)
	tenant, id := p.connect(sim, "NinjaOne")
	p.has("sync", "run", "--wait")
	a := p.open()
	defer a.Close()
	_, err := a.SetSchedule(t.Context(), api.Command{Tenant: tenant, Actor: "test"}, id, api.Schedule{Frequency: "hourly", Zone: "UTC"})
	require.NoError(t, err)
	require.NoError(t, a.CatchUp(t.Context(), tenant))
	secret := func(secret string) {
		settings := connection.Settings{Name: "NinjaOne", Region: connection.Simulator, BaseURL: sim.URL, Grant: "client_credentials", ClientID: ninjasim.DefaultClientID}
		_, err := a.ChangeConnection(t.Context(), app.ConnectionCommand{
			Tenant: tenant, Connection: id, Actor: "test", Secret: secret, Version: decide.AnyVersion, Command: connection.Save{Settings: settings},
		})
		require.NoError(t, err)
	}
	secret("revoked")
	worker := p.launch("worker")
	worker.says("coresync works")
	pool := p.db.Pool("")
	for n, hours := range []float64{1, 2, 4, 8} {
		_, err := pool.Exec(t.Context(), `update jobs.schedules set next_at = now() where kind = 'schedule'`)
		require.NoError(t, err)
		await(t, patience, "one more run failed", func() bool {
			failing, err := a.Poller.FailingRuns(t.Context(), tenant, id)
			require.NoError(t, err)
			return failing == poller.Failing{Runs: n + 1, Scheduled: n + 1}
		})
		await(t, patience, "the schedule rests", func() bool {
			in := nextIn(t, pool)
			return in > hours-1 && in <= hours
		})
	}
	require.NoError(t, a.CatchUp(t.Context(), tenant))
	schedule := checked(t, a.Services().Connections, tenant, id)["schedule"]
	next, err := a.NextSync(t.Context(), tenant, id)
	require.NoError(t, err)
	require.Equal(t, "warning", schedule.Outcome)
	require.Equal(t, "The last 4 runs failed. The schedule goes on at "+next.UTC().Format(time.RFC3339)+
		", after a pause that grows from one hour to a day while its runs fail. Mend what last_sync names; "+
		"a complete run, or connecting again, ends the pause.", schedule.Message)

	secret(ninjasim.DefaultClientSecret)
	require.LessOrEqual(t, nextIn(t, pool), 1.0, "connecting again ends the rest")
	require.NoError(t, a.Jobs.PutOff(t.Context(), jobs.Work{Tenant: tenant, Kind: "schedule", ID: id}, 5*time.Hour))
	require.Greater(t, nextIn(t, pool), 4.0)
	p.has("sync", "run", "--wait")
	await(t, patience, "a complete run ends it, too", func() bool { return nextIn(t, pool) <= 1 })
	worker.interrupt()
	require.Zero(t, worker.wait(patience))
}

// nextIn is in how many hours the schedule is due.
func nextIn(t *testing.T, pool *pgxpool.Pool) (hours float64) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(),
		`select extract(epoch from next_at - now())::float8 / 3600 from jobs.schedules where kind = 'schedule'`).Scan(&hours))
	return hours
}
