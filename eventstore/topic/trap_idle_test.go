package topic_test

import (
	"testing"
	"time"

	"coresync/adapters/postgres/pgtest"
	"coresync/eventstore/topic"

	"github.com/stretchr/testify/require"
)

// An idle group looks before it locks, so it takes no transaction id and writes
// no WAL. The server is its own and does next to nothing by itself.
func TestTrapAnIdleGroupWritesNothing(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgtest.Durable(), pgtest.Setting("autovacuum", "off"),
		pgtest.Setting("wal_level", "minimal"), pgtest.Setting("max_wal_senders", "0"),
		pgtest.Setting("full_page_writes", "off")) // else the first to prune a page after a checkpoint writes all of it
	b := setup(t, pgtest.On(server))
	w := b.waker(topic.WakerConfig{Poll: 2 * time.Millisecond, IdlePoll: 2 * time.Millisecond})
	read, fresh := b.tenant(0), b.tenant(0) // the second log is empty
	b.events(read, 10)
	for _, consumer := range []string{"one", "two", "three"} {
		s := b.ranges(w, b.config(consumer))
		receiveAcked(t, b.subscribe(s, 0))
		require.Eventually(t, func() bool { return b.checkpoint(consumer, read) == 10 }, patience, time.Millisecond)
		b.subscribe(s, 1) // a topic without a tenant
	}
	require.Zero(t, b.number(`select count(*) from eventstore.checkpoints where tenant_id = $1 and consumer in ('one', 'two', 'three')`, fresh))
	b.listening(1)

	xid := `select pg_snapshot_xmax(pg_current_snapshot())::text::bigint`
	wal := `select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint`
	xidBefore, walBefore := b.number(xid), b.number(wal)
	polls := map[int64]bool{}
	require.Eventually(t, func() bool {
		polls[b.number(`select coalesce(max(extract(epoch from query_start) * 1e6), 0)::bigint from pg_stat_activity
			where datname = current_database() and query like '%eventstore.checkpoints where consumer = any%'`)] = true
		return len(polls) > 50
	}, patience, 3*time.Millisecond)
	require.Equal(t, xidBefore, b.number(xid), "transaction ids")
	// Whoever reads a page may prune it, once (64 bytes at most); a group that wrote would do so at each look.
	require.Less(t, b.number(wal)-walBefore, int64(8*len(polls)), "bytes of WAL")
	require.Empty(t, b.reported())
}
