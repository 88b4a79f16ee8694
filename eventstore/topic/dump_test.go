package topic_test

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/eventstore/topic"

	"github.com/stretchr/testify/require"
)

// A dump that is restored into a fresh cluster has a lower transaction counter
// than what is stored; a position is a position anywhere.
func TestTrapADumpThatIsRestoredElsewhereGoesOn(t *testing.T) {
	t.Parallel()
	old := setup(t)
	tenant := old.tenant(0)
	old.events(tenant, 25)
	messages := old.subscribe(old.ranges(old.waker(topic.WakerConfig{}), old.config("c")), 0)
	receiveAcked(t, messages)
	require.Equal(t, int64(20), rangeOf(t, receiveAcked(t, messages)).To)
	require.Eventually(t, func() bool { return old.checkpoint("c", tenant) == 20 }, patience, time.Millisecond)
	for range 2000 { // the old cluster is ahead of the fresh one
		old.exec(`select pg_current_xact_id()`)
	}

	fresh := pgtest.Server(t)
	pgtest.New(t, pgtest.On(fresh)) // makes the roles
	restored := pgtest.New(t, pgtest.On(fresh), pgtest.Empty())
	file := filepath.Join(t.TempDir(), "dump.sql")
	run(t, "pg_dump", "--dbname", old.db.URL, "--file", file)
	run(t, "psql", "--dbname", restored.URL, "--quiet", "--set", "ON_ERROR_STOP=1", "--file", file)
	b := &bundle{t: t, db: restored, root: restored.Pool(""), pool: restored.Pool(postgres.RoleEngine)}
	xid := `select pg_snapshot_xmax(pg_current_snapshot())::text::bigint`
	require.Greater(t, old.number(xid), b.number(xid))
	w := b.waker(topic.WakerConfig{})
	messages = b.subscribe(b.ranges(w, b.config("c")), 0)
	r := rangeOf(t, receiveAcked(t, messages))
	require.Equal(t, int64(20), r.After, "where the old one stood")
	require.Equal(t, int64(25), r.To)
	w.OnCommit(tenant, b.events(tenant, 1))
	require.Equal(t, int64(26), rangeOf(t, receiveAcked(t, messages)).To)
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	require.NoError(t, err, string(out))
}
