package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/postgres/pgtest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// goneFor is how long the database is away.
const goneFor = 10 * time.Second

func TestTheDatabaseIsGoneForTenSeconds(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgtest.Durable())
	db := pgtest.New(t, pgtest.On(server))
	p := &place{t: t, data: dataFolder(t), url: db.URL, db: db}
	p.has("migrate", "up")
	sim := simulate(t, ninjasim.Config{Devices: 150, Orgs: 6})
	// A verb drives the runs of one connection, a worker those of the other.
	_, one := p.connect(sim, "One")
	_, two := p.connect(sim, "Two")
	for _, connection := range []uuid.UUID{one, two} {
		first := hasJSON[syncRun](t, p.at("sync", "run", "--wait", "--connection", connection.String())...)
		require.Equal(t, counts{Found: 150, Created: 150}, first.Counts)
	}
	serve, a := p.serve()
	tail := p.launch("events", "tail", "--from", "1", "--type", "SyncCompleted")
	tail.says("SyncCompleted")
	for i, d := range sim.approved()[:3] {
		require.NoError(t, sim.Rename(d.ID, []string{"RENAMED-1", "RENAMED-2", "RENAMED-3"}[i]))
	}
	sim.arm(t, "slow=6s,route=/v2/devices-detailed,times=2") // it answers programs without a database
	ordered := strings.TrimSpace(p.has("sync", "run", "--connection", two.String()))
	sync := p.launch("sync", "run", "--wait", "--json", "--connection", one.String())
	sync.says("sync: last_users")
	await(t, patience, "the worker lists devices", func() bool { return a.run(ordered).Step == "devices" })
	server.Kill(t)
	back := time.After(goneFor)
	await(t, patience, "it says that it is not ready", func() bool { return a.status("/readyz") == http.StatusServiceUnavailable })
	require.Equal(t, http.StatusOK, a.status("/healthz"), "the process lives")
	status, body := a.get("/api/v1/assets")
	require.Equal(t, http.StatusServiceUnavailable, status, "%s", body)
	require.Contains(t, string(body), `"code":"database_unavailable"`)
	<-back
	server.Start(t)

	require.Zero(t, sync.wait(2*patience))
	var second syncRun
	decodeInto(t, sync.out.String(), &second)
	want := counts{Found: 150, Updated: 3, Unchanged: 147}
	require.Equal(t, want, second.Counts)
	await(t, patience, "it is ready again", func() bool { return a.status("/readyz") == http.StatusOK })
	await(t, patience, "the worker has ended its run", func() bool { return a.run(ordered).State == "completed" })
	require.Equal(t, want, a.run(ordered).Counts)
	await(t, patience, "the read models show both", func() bool { return a.renamed() == 6 })
	tail.says("the log can't be read; trying again")
	await(t, patience, "the tail goes on", func() bool { return strings.Count(tail.out.String(), "SyncCompleted") == 4 })

	serve.interrupt()
	require.Zero(t, serve.wait(patience))
	events := p.log()
	require.Equal(t, 306, kinds(events)["DeviceObserved"])
	require.Equal(t, 4, kinds(events)["SyncCompleted"])
	require.Zero(t, kinds(events)["SyncFailed"])
}

func (a website) status(path string) int {
	a.t.Helper()
	status, _ := a.get(path)
	return status
}

// renamed counts the assets that the tests renamed.
func (a website) renamed() int {
	a.t.Helper()
	n := 0
	for _, item := range a.list("/api/v1/assets") {
		var asset struct{ Name string }
		require.NoError(a.t, json.Unmarshal(item, &asset))
		if strings.HasPrefix(asset.Name, "RENAMED-") {
			n++
		}
	}
	return n
}
