package e2e

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/app"
	"coresync/cmd/internal/settings"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// place is where an installation keeps its things.
type place struct {
	t    *testing.T
	data string
	url  string     // empty: a private server in data
	db   *pgtest.DB // nil: a private server
}

// privatePlace is a data folder with a server of its own. When the test ends, the
// server must be gone.
func privatePlace(t *testing.T) *place {
	t.Helper()
	p := &place{t: t, data: dataFolder(t)}
	t.Cleanup(func() {
		await(t, patience, "the private server is gone", func() bool { return len(p.servers()) == 0 })
	})
	return p
}

// sharedPlace is a data folder that goes with a database on the server of the tests.
func sharedPlace(t *testing.T) *place {
	t.Helper()
	db := pgtest.New(t)
	p := &place{t: t, data: dataFolder(t), url: db.URL, db: db}
	p.has("migrate", "up")
	return p
}

// dataFolder is one that the server's account can enter, also when root tests.
func dataFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "coresync-data-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))
	return dir
}

// at adds the flags that name the place to a command line.
func (p *place) at(args ...string) []string {
	args = append(args, "--data", p.data)
	if p.url != "" {
		args = append(args, "--database-url", p.url)
	}
	return args
}

// launch starts a verb on the place.
func (p *place) launch(args ...string) *process { p.t.Helper(); return launch(p.t, p.at(args...)...) }

// has runs a verb on the place.
func (p *place) has(args ...string) string { p.t.Helper(); return has(p.t, p.at(args...)...) }

// open opens the application in the test's process; the caller closes it.
func (p *place) open() *app.App {
	p.t.Helper()
	a, err := app.Open(p.t.Context(), settings.Settings{
		DatabaseURL: p.url, Data: p.data, KeyFile: filepath.Join(p.data, "master.key"), Zone: time.UTC,
	}, slog.New(slog.DiscardHandler))
	require.NoError(p.t, err)
	return a
}

// connect adds a connection to a simulator.
func (p *place) connect(sim *simulator, name string) (tenant, connection uuid.UUID) {
	p.t.Helper()
	a := p.open()
	defer a.Close()
	tenant, err := a.Tenant(p.t.Context())
	require.NoError(p.t, err)
	s := simulatedSettings(sim.URL)
	s.Name = name
	connection, err = a.Connect(p.t.Context(), tenant, s, ninjasim.DefaultClientSecret, "test")
	require.NoError(p.t, err)
	return tenant, connection
}

func simulatedSettings(url string) event.ConnectionAdded {
	return event.ConnectionAdded{
		Name: "NinjaOne", Region: "Simulator", BaseURL: url, Grant: "client_credentials", ClientID: ninjasim.DefaultClientID,
	}
}

// servers lists the processes of the place's private server: those that work in its
// data folder.
func (p *place) servers() []string {
	p.t.Helper()
	var cluster struct{ Directory string }
	text, err := os.ReadFile(filepath.Join(p.data, "cluster.json"))
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(p.t, err)
	require.NoError(p.t, json.Unmarshal(text, &cluster))
	require.NotEmpty(p.t, cluster.Directory)
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	require.NoError(p.t, err)
	var found []string
	for _, link := range links {
		if at, err := os.Readlink(link); err == nil && at == filepath.Join(cluster.Directory, "data") {
			found = append(found, link)
		}
	}
	return found
}
