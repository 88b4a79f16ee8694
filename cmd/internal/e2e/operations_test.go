package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	nethttp "net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/adapters/postgres/cluster"
	"coresync/adapters/postgres/pgtest"
	"coresync/migrations"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// server runs one of PostgreSQL's programs.
func server(t *testing.T, name string, in []byte, args ...string) []byte {
	t.Helper()
	binaries, err := cluster.Find(t.Context())
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), filepath.Join(binaries.Dir, name), args...)
	var said bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &said
	out, err := cmd.Output()
	require.NoError(t, err, said.String())
	return out
}

// named is the section of docs/OPERATIONS.md with a heading.
func section(t *testing.T, heading string) string {
	t.Helper()
	text, err := os.ReadFile("../../../docs/OPERATIONS.md")
	require.NoError(t, err)
	_, rest, there := strings.Cut(string(text), "\n## "+heading+"\n")
	require.True(t, there, heading)
	found, _, _ := strings.Cut(rest, "\n## ")
	return found
}

// A dump is taken while a worker polls and people read; restored elsewhere, with the
// key, it goes on where it stood.
func TestBackUpWhilePollingAndRestoreElsewhere(t *testing.T) {
	t.Parallel()
	require.Contains(t, section(t, "Back up"), "pg_dump --format=custom")
	for _, step := range []string{"coresync migrate roles | psql", "pg_restore --exit-on-error", "coresync migrate up", "coresync audit fsck"} {
		require.Contains(t, section(t, "Restore"), step, "what is documented is what is tested")
	}
	p := sharedPlace(t)
	sim := simulate(t, ninjasim.Config{Devices: 60, Orgs: 4})
	p.connect(sim, "One")
	require.Equal(t, 60, hasJSON[syncRun](t, p.at("sync", "run", "--wait")...).Counts.Created)
	serve, a := p.serve()

	// One snapshot stays open for as long as a slow dump takes; polling and reading go
	// on under it.
	conn, err := pgx.Connect(t.Context(), p.url)
	require.NoError(t, err)
	tx, err := conn.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	require.NoError(t, err)
	var snapshot string
	require.NoError(t, tx.QueryRow(t.Context(), `select pg_export_snapshot()`).Scan(&snapshot))
	before := len(p.log())
	for i, d := range sim.approved()[:3] {
		require.NoError(t, sim.Rename(d.ID, fmt.Sprintf("RENAMED-%d", i+1)))
		require.Equal(t, 1, hasJSON[syncRun](t, p.at("sync", "run", "--wait")...).Counts.Updated)
		await(t, patience, "the read models follow", func() bool { return a.renamed() == i+1 })
	}
	dump := server(t, "pg_dump", nil, "--format=custom", "--snapshot="+snapshot, p.url)
	require.NoError(t, tx.Rollback(t.Context()))
	require.NoError(t, conn.Close(t.Context()))
	serve.interrupt()
	require.Zero(t, serve.wait(patience))

	elsewhere := pgtest.New(t, pgtest.Empty())
	server(t, "psql", []byte(has(t, "migrate", "roles")), "--set=ON_ERROR_STOP=1", "--quiet", elsewhere.URL)
	server(t, "pg_restore", dump, "--exit-on-error", "--dbname="+elsewhere.URL)
	other := &place{t: t, data: dataFolder(t), url: elsewhere.URL, db: elsewhere}
	key, err := os.ReadFile(filepath.Join(p.data, "master.key"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(other.data, "master.key"), key, 0o600))
	other.has("migrate", "up")
	require.Len(t, other.log(), before, "the moment of the snapshot")
	other.has("audit", "fsck")
	run := hasJSON[syncRun](t, other.at("sync", "run", "--wait")...)
	require.Equal(t, []int{3, 57}, []int{run.Counts.Updated, run.Counts.Unchanged}, "what it does not know yet is found again")
	_, b := other.serve()
	await(t, patience, "the read models follow", func() bool { return b.renamed() == 3 })
}

// older is how far back the data folder of an upgrade goes: to before runs could be
// undone and people sign in.
const older = 14

// A folder of an older program is migrated; what read models are new is filled from
// the log, and nothing looks changed.
func TestUpgradeOverAnOlderDataFolder(t *testing.T) {
	t.Parallel()
	p := sharedPlace(t)
	sim := simulate(t, ninjasim.Config{Devices: 60, Orgs: 4})
	p.connect(sim, "One")
	require.Equal(t, 60, hasJSON[syncRun](t, p.at("sync", "run", "--wait")...).Counts.Created)
	events := p.log()
	assets := p.has("asof", "assets", "--position", fmt.Sprint(len(events)), "--json")
	require.NoError(t, migrations.Down(t.Context(), p.url, older))

	refused := p.launch("sync", "list")
	require.Equal(t, 1, refused.wait(patience))
	require.Contains(t, refused.err.String(), "run `coresync migrate up`")
	require.Contains(t, p.has("migrate", "up"), "_undo.sql")
	require.Equal(t, events, p.log(), "the log is as it was")
	require.Equal(t, assets, p.has("asof", "assets", "--position", fmt.Sprint(len(events)), "--json"))
	require.Equal(t, 60, hasJSON[syncRun](t, p.at("sync", "run", "--wait")...).Counts.Unchanged)
	p.has("projections", "fsck")
	_, a := p.serve()
	await(t, patience, "the read models are filled", func() bool { return a.count("/api/v1/assets") == 60 })
	require.Equal(t, nethttp.StatusOK, a.status("/readyz"))
}

// The program of the day before says what it does not know.
func TestANewerSchemaIsRefusedByName(t *testing.T) {
	t.Parallel()
	p := sharedPlace(t)
	conn, err := pgx.Connect(t.Context(), p.url)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), `insert into coresync_meta.schema_versions (version_id, is_applied) values (9999, true)`)
	require.NoError(t, err)
	require.NoError(t, conn.Close(t.Context()))
	for _, verb := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"worker"}, {"sync", "list"}, {"migrate", "up"}} {
		refused := p.launch(verb...)
		require.Equal(t, 1, refused.wait(patience), verb)
		require.Contains(t, refused.err.String(), "9999", verb)
		require.Contains(t, refused.err.String(), "start the newer program again", verb)
	}
}

// What an uninstall has to take away is what the documentation names, and there is
// nothing else.
func TestUninstallNamesAllThatIsThere(t *testing.T) {
	t.Parallel()
	says := section(t, "Uninstall")
	p := privatePlace(t)
	p.has("demo", "--no-wait", "--devices", "20", "--orgs", "3")
	entries, err := os.ReadDir(p.data)
	require.NoError(t, err)
	for _, e := range entries {
		require.Contains(t, says, "`"+e.Name()+"`")
	}
	var at struct{ Directory string }
	text, err := os.ReadFile(filepath.Join(p.data, "cluster.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &at))
	require.True(t, strings.HasPrefix(at.Directory, p.data), at.Directory)

	// In a database of one's own: everything is in it, but for four roles.
	shared := sharedPlace(t)
	conn, err := pgx.Connect(t.Context(), shared.url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `select rolname from pg_roles where rolname like 'coresync\_%' order by 1`)
	require.NoError(t, err)
	roles, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Len(t, roles, 4)
	for _, role := range roles {
		require.Contains(t, says, "`"+role+"`")
	}
}
