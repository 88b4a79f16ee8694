package tree_test

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/adapters/secrets"
	"coresync/eventstore/topic"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

func leafOf(entry []byte) [32]byte { return sha256.Sum256(append([]byte{0}, entry...)) }

// testBundle is a tenant with a log of raw rows.
type testBundle struct {
	t      testing.TB
	ctx    context.Context
	db     *pgtest.DB
	root   *pgxpool.Pool // superuser: writes raw events
	pool   *pgxpool.Pool // as the engine
	tenant uuid.UUID
	epoch  uuid.UUID
	now    time.Time
	master *secrets.Master
	notary *tree.Notary
	folder *tree.Folder
}

func setup(t testing.TB) *testBundle {
	t.Helper()
	b := &testBundle{t: t, ctx: context.Background(), db: pgtest.New(t), tenant: uuid.New(), now: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)}
	b.root, b.pool = b.db.Pool(""), b.db.Pool(postgres.RoleEngine)
	require.NoError(t, b.root.QueryRow(b.ctx, `insert into eventstore.tenants (tenant_id, name) values ($1, 'test') returning epoch`, b.tenant).Scan(&b.epoch))
	master, _, err := secrets.OpenMaster(filepath.Join(t.TempDir(), "master.key"))
	require.NoError(t, err)
	b.master = master
	b.notary = b.process()
	b.folder, err = tree.OpenFolder(filepath.Join(t.TempDir(), "heads"))
	require.NoError(t, err)
	return b
}

// process is a notary as another process has it: without keys in memory.
func (b *testBundle) process() *tree.Notary {
	return tree.NewNotary(b.pool, b.master, tree.NotaryConfig{Clock: func() time.Time { return b.now }})
}

func (b *testBundle) exec(sql string, args ...any) {
	b.t.Helper()
	_, err := b.root.Exec(b.ctx, sql, args...)
	require.NoError(b.t, err)
}

// events writes n raw events; the leaf of position p is leafOf(p as text + salt).
func (b *testBundle) events(n int, salt string) {
	b.t.Helper()
	b.exec(`select eventstore.ensure_partition(timestamptz '2026-11-01' + make_interval(months => m)) from generate_series(0, 1) m`)
	b.exec(`insert into eventstore.events (tenant_id, position, stream, version, event_id, type, schema_version,
	    occurred_at, recorded_at, actor, correlation_id, payload, leaf_hash)
	select $1, p, 'stream/1', p, gen_random_uuid(), 'Test', 1, now(), timestamptz '2026-11-21' + p * interval '20 seconds',
	    'test', gen_random_uuid(), '{}', sha256('\x00'::bytea || convert_to(p || $3, 'UTF8'))
	from (select coalesce(max(position), 0) as head from eventstore.events where tenant_id = $1) h, generate_series(head + 1, head + $2) p`,
		b.tenant, n, salt)
}

// checkpoint is the consumer's row.
func (b *testBundle) checkpoint() (position int64, state []byte) {
	b.t.Helper()
	b.exec(`insert into eventstore.checkpoints (tenant_id, consumer) values ($1, 'tree') on conflict do nothing`, b.tenant)
	require.NoError(b.t, b.root.QueryRow(b.ctx, `select position, state from eventstore.checkpoints where tenant_id = $1 and consumer = 'tree'`, b.tenant).Scan(&position, &state))
	return position, state
}

// integrate does what the consumer does with one range up to a position.
func (b *testBundle) integrate(to int64) tree.State {
	b.t.Helper()
	after, raw := b.checkpoint()
	var state tree.State
	require.NoError(b.t, pgx.BeginFunc(b.ctx, b.pool, func(tx pgx.Tx) (err error) {
		if state, err = tree.Integrate(b.ctx, tx, tree.Range{Tenant: b.tenant, After: after, To: to}, raw); err != nil {
			return err
		}
		_, err = tx.Exec(b.ctx, `update eventstore.checkpoints set position = $2, state = $3 where tenant_id = $1 and consumer = 'tree'`, b.tenant, to, state.Encode())
		return err
	}))
	require.Equal(b.t, to, state.Size)
	return state
}

// sign signs what is integrated.
func (b *testBundle) sign() tree.Head {
	b.t.Helper()
	heads, err := b.notary.Sweep(b.ctx)
	require.NoError(b.t, err)
	require.Len(b.t, heads, 1)
	return heads[0]
}

// consume runs the consumer on topic 0 until it has nothing left to do, or until it
// has worked on a number of ranges, at the last of which it meets its end.
func (b *testBundle) consume(ranges int, end func()) {
	b.t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	waker, err := topic.OpenWaker(b.ctx, b.pool, topic.WakerConfig{Logger: quiet})
	require.NoError(b.t, err)
	subscriber, err := topic.NewRangeSubscriber(b.pool, waker, topic.Config{Consumer: tree.Consumer, BatchSize: 70, Logger: quiet})
	require.NoError(b.t, err)
	messages, err := subscriber.Subscribe(b.ctx, topic.Name(0))
	require.NoError(b.t, err)
	look, limit := time.NewTicker(10*time.Millisecond), time.After(time.Minute)
	defer look.Stop()
	for n, done := 0, false; !done; {
		select {
		case msg := <-messages:
			require.NoError(b.t, b.notary.Handle(msg))
			if n++; n == ranges {
				end()
				done = true
			}
			msg.Ack()
		case <-look.C: // the commit comes after the ack
			done = ranges == 0 && b.behind() == 0
		case <-limit:
			b.t.Fatal("the tree did not come to the head of the log")
		}
	}
	require.NoError(b.t, subscriber.Close())
	require.NoError(b.t, waker.Close())
}

// behind is how many events of all logs are in no tree yet.
func (b *testBundle) behind() (n int64) {
	b.t.Helper()
	require.NoError(b.t, b.root.QueryRow(b.ctx, `select (select count(*) from eventstore.events)
		- (select coalesce(sum(position), 0) from eventstore.checkpoints where consumer = 'tree')`).Scan(&n))
	return n
}
