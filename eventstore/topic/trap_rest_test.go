package topic_test

import (
	"fmt"
	"testing"
	"time"

	"coresync/adapters/postgres/pgtest"
	"coresync/eventstore"
	"coresync/eventstore/topic"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"
)

func TestTrapTheIsolationIsStated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.exec(`do $$ begin execute format('alter database %I set default_transaction_isolation to serializable', current_database()); end $$`)
	b.pool.Reset()
	b.events(b.tenant(0), 1)
	msg := receive(t, b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0))
	tx, _ := topic.TxFromContext(msg.Context())
	var level string
	require.NoError(t, tx.QueryRow(msg.Context(), `select current_setting('transaction_isolation')`).Scan(&level))
	require.Equal(t, "read committed", level)
	msg.Ack()
}

func TestAnAsynchronousCommitIsAsked(t *testing.T) {
	t.Parallel()
	server := pgtest.On(pgtest.Server(t, pgtest.Durable()))
	for async, want := range map[bool]string{true: "off", false: "on"} {
		b := setup(t, server)
		tenant := b.tenant(0)
		b.events(tenant, 1)
		cfg := b.config("c")
		cfg.AsyncCommit = async
		msg := receive(t, b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), cfg), 0))
		tx, _ := topic.TxFromContext(msg.Context())
		var durable string
		require.NoError(t, tx.QueryRow(msg.Context(), `select current_setting('synchronous_commit')`).Scan(&durable))
		require.Equal(t, want, durable)
		msg.Ack()
		require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 1 }, patience, time.Millisecond)
	}
}

// A commit that fails is no ack: it is told, and the message comes again.
func TestTrapACommitThatFailsIsToldAndRepeated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 1)
	b.exec(`alter table public.written add constraint unique_at_commit unique (consumer, attempt) deferrable initially deferred`)
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0)
	msg := receive(t, messages)
	require.NoError(t, write(msg))
	require.NoError(t, write(msg)) // breaks the constraint, but only at the commit
	msg.Ack()
	msg = receive(t, messages)
	require.NoError(t, write(msg))
	msg.Ack()
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 1 }, patience, time.Millisecond)
	require.Equal(t, int64(1), b.written("c"))
	require.Len(t, b.reported(), 1)
	require.ErrorContains(t, b.reported()[0], "unique_at_commit")
}

// The pause before a redelivery does not hold up Close.
func TestTrapClosingWaitsForNoPause(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.events(b.tenant(0), 1)
	cfg := b.config("c")
	cfg.Backoff = topic.Backoff{First: time.Hour, Max: time.Hour}
	s := b.ranges(b.waker(topic.WakerConfig{}), cfg)
	messages := b.subscribe(s, 0)
	receive(t, messages).Nack()
	require.NoError(t, s.Close())
	requireClosed(t, messages)
}

// More messages in one call than a statement has parameters for.
func TestTrapAPublishOfManyMessages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	p := b.publisher(nil)
	messages := make([]*message.Message, 22_000)
	for i := range messages {
		messages[i] = note(tenant, fmt.Sprint(i))
		messages[i].Metadata.Set(topic.MetaAppend, fmt.Sprint("chunk ", i/eventstore.MaxChunk))
	}
	require.NoError(t, p.Publish(topic.Name(0), messages...))
	require.Equal(t, int64(22_000), b.number(`select count(*) from eventstore.events`))
}

// A topic is a number in a row, not a table.
func TestTrapThousandTopicsAreNoTables(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tables := func() int64 { return b.number(`select count(*) from pg_class`) }
	before := tables()
	s := b.ranges(b.waker(topic.WakerConfig{Poll: 50 * time.Millisecond}), b.config("c"))
	for partition := range int16(1000) {
		messages := b.subscribe(s, partition)
		if partition%100 == 99 {
			b.events(b.tenant(partition), 1)
			receiveAcked(t, messages)
		}
	}
	require.Equal(t, before, tables())
}
