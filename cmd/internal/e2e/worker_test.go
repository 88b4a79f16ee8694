package e2e

import (
	"fmt"
	"os"
	"testing"
	"time"

	"coresync/adapters/ninjasim"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// takeover is how long a run may stand still when its worker was killed.
const takeover = 20 * time.Second

// fleetSize is more than two pages of devices.
const fleetSize = 2100

func TestAKilledWorkersRunIsResumed(t *testing.T) {
	t.Parallel()
	sim := simulate(t, ninjasim.Config{Devices: fleetSize, Orgs: 30})
	undisturbed := sharedPlace(t)
	undisturbed.connect(sim, "NinjaOne")
	want := hasJSON[syncRun](t, undisturbed.at("sync", "run", "--wait")...)
	require.Equal(t, counts{Found: fleetSize, Created: fleetSize}, want.Counts)

	p := sharedPlace(t)
	_, connection := p.connect(sim, "NinjaOne")
	p.killInMidRun(sim, connection)
	resumed := p.log()
	reference := undisturbed.log()
	require.Equal(t, kinds(reference), kinds(resumed))
	for _, prefix := range []string{"device/", "device-user/", "organization/", "location/", "contact/", "account/", "role/"} {
		require.Equal(t, versions(reference, prefix), versions(resumed, prefix), prefix)
	}
	devices := versions(resumed, "device/")
	require.Len(t, devices, fleetSize)
	for id, version := range devices {
		require.EqualValues(t, 1, version, "device %s", id)
	}
}

// killInMidRun lets two workers run, kills the one that drives the run when the second
// page of devices is on its way, and waits until the other one has ended it.
func (p *place) killInMidRun(sim *simulator, connection uuid.UUID) {
	t := p.t
	t.Helper()
	pool := p.db.Pool("")
	workers := map[string]*process{}
	for range 2 {
		w := p.launch("worker", "--log-level", "debug")
		w.says("coresync works")
		workers[owner(t, w)] = w
	}
	sim.arm(t, "slow=50s,route=/v2/devices-detailed,page=2,times=forever")
	run := hasJSON[struct{ Run uuid.UUID }](t, p.at("sync", "run", "--connection", connection.String())...).Run
	var driver string
	await(t, patience, "a page of devices is done", func() bool {
		at := stateOf(t, pool, run)
		driver = at.owner
		return at.step == "devices" && at.page == 1
	})
	killed := workers[driver]
	require.NotNil(t, killed, "driver %s", driver)
	killed.kill()
	at := time.Now()
	sim.ClearFaults()
	await(t, patience, "the other worker has the run", func() bool { return stateOf(t, pool, run).owner != driver })
	require.Less(t, time.Since(at), takeover)
	await(t, patience, "the run has ended", func() bool { return stateOf(t, pool, run).state != "running" })
	delete(workers, driver)
	for name, w := range workers {
		require.Equal(t, name, stateOf(t, pool, run).owner)
		w.interrupt()
		require.Zero(t, w.wait(patience))
	}
	shown := hasJSON[syncRun](t, p.at("sync", "show", run.String())...)
	require.Equal(t, "completed", shown.State, "%+v", shown)
	require.Equal(t, counts{Found: fleetSize, Created: fleetSize}, shown.Counts)
}

// owner is how a process names itself in leases.
func owner(t *testing.T, p *process) string {
	t.Helper()
	host, err := os.Hostname()
	require.NoError(t, err)
	return fmt.Sprintf("%s/%d", host, p.pid())
}

// runState is where a run is, by the database.
type runState struct {
	state, step, owner string
	page               int
}

func stateOf(t *testing.T, pool *pgxpool.Pool, run uuid.UUID) runState {
	t.Helper()
	var s runState
	err := pool.QueryRow(t.Context(), `select state, step, coalesce(lease_owner, ''), page from poller.runs where run_id = $1`, run).
		Scan(&s.state, &s.step, &s.owner, &s.page)
	require.NoError(t, err)
	return s
}
