package topic_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/eventstore/topic"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// patience bounds every wait for something that must happen; a busy machine with
// the race detector is slow.
const patience = 60 * time.Second

// bundle is a database with a table that handlers write to.
type bundle struct {
	t    *testing.T
	db   *pgtest.DB
	root *pgxpool.Pool // superuser: makes tenants and raw events
	pool *pgxpool.Pool // as the program has it

	mu     sync.Mutex
	errors []error // what subscribers and wakers reported
}

func setup(t *testing.T, opts ...pgtest.Option) *bundle {
	t.Helper()
	db := pgtest.New(t, opts...)
	b := &bundle{t: t, db: db, root: db.Pool(""), pool: db.Pool(postgres.RoleEngine)}
	b.exec(`create table public.written (consumer text, tenant_id uuid, position bigint, attempt bigint)`)
	b.exec(`grant all on public.written to coresync_engine`)
	return b
}

func (b *bundle) exec(sql string, args ...any) {
	b.t.Helper()
	_, err := b.root.Exec(context.Background(), sql, args...)
	require.NoError(b.t, err)
}

func (b *bundle) tenant(partition int16) uuid.UUID {
	b.t.Helper()
	id := uuid.New()
	b.exec(`insert into eventstore.tenants (tenant_id, name, partition) values ($1, 'test', $2)`, id, partition)
	return id
}

func (b *bundle) tenants() []uuid.UUID {
	b.t.Helper()
	rows, err := b.root.Query(context.Background(), `select tenant_id from eventstore.tenants`)
	require.NoError(b.t, err)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	require.NoError(b.t, err)
	return ids
}

const insertEvents = `
insert into eventstore.events (tenant_id, position, stream, version, event_id, type, schema_version,
    occurred_at, recorded_at, actor, correlation_id, payload, leaf_hash)
select $1, head.position + n, 'stream/1', head.position + n, gen_random_uuid(), 'Test', 1,
    now(), greatest(clock_timestamp(), head.recorded_at), 'test', gen_random_uuid(), '{}', '\x00'
from (select coalesce(max(position), 0) as position, coalesce(max(recorded_at), '-infinity') as recorded_at
      from eventstore.events where tenant_id = $1) head, generate_series(1, $2) n`

// events writes n raw events behind the waker's back and returns the head.
func (b *bundle) events(tenant uuid.UUID, n int) int64 {
	b.t.Helper()
	b.exec(insertEvents, tenant, n)
	return b.number(`select max(position) from eventstore.events where tenant_id = $1`, tenant)
}

func (b *bundle) number(sql string, args ...any) (n int64) {
	b.t.Helper()
	require.NoError(b.t, b.root.QueryRow(context.Background(), sql, args...).Scan(&n))
	return n
}

// checkpoint is 0 for a consumer that has none yet.
func (b *bundle) checkpoint(consumer string, tenant uuid.UUID) int64 {
	b.t.Helper()
	return b.number(`select coalesce(max(position), 0) from eventstore.checkpoints where consumer = $1 and tenant_id = $2`, consumer, tenant)
}

// written is how many rows handlers have left behind.
func (b *bundle) written(consumer string) int64 {
	b.t.Helper()
	return b.number(`select count(*) from public.written where consumer = $1`, consumer)
}

func (b *bundle) failed(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.errors = append(b.errors, err)
}

func (b *bundle) reported() []error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]error(nil), b.errors...)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func (b *bundle) waker(cfg topic.WakerConfig) *topic.Waker {
	b.t.Helper()
	cfg.Logger, cfg.OnError = quiet(), b.failed
	w, err := topic.OpenWaker(context.Background(), b.pool, cfg)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { require.NoError(b.t, w.Close()) })
	return w
}

// config is that of tests: pauses are short, a closing subscriber waits long.
func (b *bundle) config(consumer string) topic.Config {
	return topic.Config{
		Consumer: consumer, BatchSize: 10, CloseTimeout: patience,
		Backoff:   topic.Backoff{First: time.Millisecond, Max: 20 * time.Millisecond},
		BusyRetry: 5 * time.Millisecond, OnError: b.failed, Logger: quiet(),
	}
}

func (b *bundle) ranges(w *topic.Waker, cfg topic.Config) *topic.Subscriber {
	b.t.Helper()
	s, err := topic.NewRangeSubscriber(b.pool, w, cfg)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { require.NoError(b.t, s.Close()) })
	return s
}

func (b *bundle) subscribe(s message.Subscriber, partition int16) <-chan *message.Message {
	b.t.Helper()
	messages, err := s.Subscribe(context.Background(), topic.Name(partition))
	require.NoError(b.t, err)
	return messages
}

// write leaves a row in the transaction of a message.
func write(msg *message.Message) error {
	tx, ok := topic.TxFromContext(msg.Context())
	if !ok {
		return fmt.Errorf("%s: no transaction", msg.UUID)
	}
	r, _ := topic.RangeFromContext(msg.Context())
	_, err := tx.Exec(msg.Context(), `insert into public.written values ($1, $2, $3, $4)`, r.Consumer, r.Tenant, r.To, r.Attempt)
	return err
}

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v, ok := <-from:
		require.True(t, ok, "the channel is closed")
		return v
	case <-time.After(patience):
		require.FailNow(t, "nothing came")
		panic("unreachable")
	}
}

func requireClosed[T any](t *testing.T, ch <-chan T) {
	t.Helper()
	select {
	case _, open := <-ch:
		require.False(t, open, "a message came from a channel that should be closed")
	case <-time.After(patience):
		require.FailNow(t, "the channel was not closed")
	}
}

func rangeOf(t *testing.T, msg *message.Message) topic.Range {
	t.Helper()
	r, ok := topic.RangeFromContext(msg.Context())
	require.True(t, ok)
	return r
}

func receiveAcked(t *testing.T, from <-chan *message.Message) *message.Message {
	t.Helper()
	msg := receive(t, from)
	require.True(t, msg.Ack())
	return msg
}
