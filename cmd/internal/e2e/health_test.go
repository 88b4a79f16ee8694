package e2e

import (
	"fmt"
	nethttp "net/http"
	"strconv"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/poller"
	"coresync/cmd/internal/app"
	"coresync/domain/connection"
	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// Devices that nobody heard of, that wait, that come back again and again, and those of
// a type that is new (CAT-09): each is on the list by its name, and no other comes to it.
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
		require.NoError(t, sim.SetRaw(online[2].ID, "nodeClass", `"QUANTUM_NODE"`))
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

	types := news("device_types")
	require.Equal(t, []api.CheckItem{{Name: "QUANTUM_NODE", Message: "devices: 1"}}, types)
	require.Contains(t, untidy["device_types"].Message, "Their assets have the category Other")

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
// A complete run ends the rest, and so does a new secret.
func TestSCH_04_AFailingScheduleBacksOffAndTheChecksSaySo(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 20, Orgs: 3})
	s.completes(event.SyncCounts{Found: 20, Created: 20})
	a := s.website()
	status, body := a.send(nethttp.MethodPut, "/api/v1/connections/"+s.connection.String()+"/schedule", `{"frequency": "hourly", "zone": "UTC"}`)
	require.Equal(t, nethttp.StatusOK, status, "%s", body)
	scheduled := func() poller.Run {
		run, _, err := s.app.Sync(t.Context(), poller.Request{Tenant: s.tenant, Connection: s.connection, Trigger: poller.TriggerScheduled}, nil)
		require.NoError(t, err)
		return run
	}
	in := func() float64 {
		next, err := s.app.NextSync(t.Context(), s.tenant, s.connection)
		require.NoError(t, err)
		return time.Until(next).Hours()
	}
	s.sim.arm(t, "missing-scope,times=forever")
	for _, hours := range []float64{1, 2, 4, 8} {
		require.Equal(t, poller.StateFailed, scheduled().State)
		require.InDelta(t, hours-0.5, in(), 0.51)
	}
	require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))
	next, err := s.app.NextSync(t.Context(), s.tenant, s.connection)
	require.NoError(t, err)
	check := a.checks(s.connection)["schedule"]
	require.Equal(t, "warning", check.Outcome)
	require.Equal(t, "The last 4 runs failed. The schedule goes on at "+next.UTC().Format(time.RFC3339)+
		", after a pause that grows from one hour to a day while its runs fail. Mend what last_sync names; "+
		"a complete run, or connecting again, ends the pause.", check.Message)

	settings := connection.Settings{Name: "NinjaOne", Region: connection.Simulator, BaseURL: s.sim.URL, Grant: "client_credentials", ClientID: ninjasim.DefaultClientID}
	_, err = s.app.ChangeConnection(t.Context(), app.ConnectionCommand{
		Tenant: s.tenant, Connection: s.connection, Actor: "test", Secret: ninjasim.DefaultClientSecret,
		Version: decide.AnyVersion, Command: connection.Save{Settings: settings},
	})
	require.NoError(t, err)
	require.LessOrEqual(t, in(), 1.0, "somebody mended it")
	require.Equal(t, poller.StateFailed, scheduled().State)
	require.Greater(t, in(), 15.0)
	s.sim.ClearFaults()
	s.completes(event.SyncCounts{Found: 20, Unchanged: 20})
	require.LessOrEqual(t, in(), 1.0, "a complete run ends the rest")
}
