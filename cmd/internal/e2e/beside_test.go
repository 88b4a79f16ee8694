package e2e

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"coresync/adapters/ninjasim"

	"github.com/stretchr/testify/require"
)

// Several processes on one data folder share its private server, and each may be
// killed at any time.
func TestProcessesBesideEachOtherOnAPrivateServer(t *testing.T) {
	t.Parallel()
	sim := simulate(t, ninjasim.Config{Devices: 150, Orgs: 6})
	p := privatePlace(t)
	p.connect(sim, "NinjaOne")

	serve, a := p.serve()
	tail := p.launch("events", "tail", "--json", "--from", "1", "--type", "SyncCompleted")
	first := hasJSON[syncRun](t, p.at("sync", "run", "--wait")...)
	require.Equal(t, counts{Found: 150, Created: 150}, first.Counts)
	await(t, patience, "the first run is in the tail", func() bool { return tailed(tail) == 1 })

	// The owner of the server drives a run, another process waits for it; then the
	// owner is killed. The other one goes on with server and run.
	for i, d := range sim.approved()[:3] {
		require.NoError(t, sim.Rename(d.ID, []string{"RENAMED-1", "RENAMED-2", "RENAMED-3"}[i]))
	}
	sim.arm(t, "slow=50s,route=/v2/devices-detailed,times=forever")
	ordered := strings.TrimSpace(p.has("sync", "run"))
	await(t, patience, "the run lists devices", func() bool { return a.run(ordered).Step == "devices" })
	waiting := p.launch("sync", "run", "--wait", "--json")
	waiting.says("sync: devices")
	serve.kill()
	sim.ClearFaults()
	require.Zero(t, waiting.wait(2*patience))
	var second syncRun
	decodeInto(t, waiting.out.String(), &second)
	require.Equal(t, ordered, second.ID)
	require.Equal(t, counts{Found: 150, Updated: 3, Unchanged: 147}, second.Counts)
	await(t, patience, "the second run is in the tail", func() bool { return tailed(tail) == 2 })

	// A verb that drives a run is killed; the server of the API takes it over.
	serve, a = p.serve()
	sim.arm(t, "slow=50s,route=/v2/queries/logged-on-users,times=forever")
	driving := p.launch("sync", "run", "--wait")
	driving.says("sync: last_users")
	driving.kill()
	sim.ClearFaults()
	await(t, patience, "the third run is in the tail", func() bool { return tailed(tail) == 3 })
	require.Equal(t, 150, a.records(), "each device is in one asset")

	tail.kill()
	serve.kill()
	await(t, patience, "the server has ended after its last user", func() bool { return len(p.servers()) == 0 })
	events := p.log()
	require.Equal(t, 3, kinds(events)["SyncCompleted"])
	require.Equal(t, 153, kinds(events)["DeviceObserved"])
	require.Empty(t, p.servers())
}

var served = regexp.MustCompile(`coresync serves (http://\S+);`)

// serve starts `coresync serve` and returns it with its API, as an owner.
func (p *place) serve(more ...string) (*process, website) {
	p.t.Helper()
	s := p.launch(append([]string{"serve", "--listen", "127.0.0.1:0"}, more...)...)
	s.says("coresync serves")
	found := served.FindStringSubmatch(s.err.String())
	require.NotNil(p.t, found, "%s", s.err)
	return s, website{t: p.t, address: found[1], token: strings.TrimSpace(p.has(append([]string{"token", "create", "--role", "owner"}, more...)...))}
}

// run reads a sync run.
func (a website) run(id string) syncRun {
	a.t.Helper()
	status, body := a.get("/api/v1/sync-runs/" + id)
	require.Equal(a.t, 200, status, "%s", body)
	var r syncRun
	require.NoError(a.t, json.Unmarshal(body, &r))
	return r
}

func tailed(tail *process) int { return len(lines[logged](tail.t, tail.out.String())) }
