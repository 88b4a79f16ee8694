package topic_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore/topic"

	"github.com/stretchr/testify/require"
)

func TestEveryEventIsAMessageInOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	w := b.waker(seldom)
	p := b.publisher(w)
	messages := b.subscribe(b.eventsOf(w, b.config("c")), 0)
	for i := range 150 { // more than is read ahead
		require.NoError(t, p.Publish(topic.Name(0), note(tenant, fmt.Sprint(i))))
	}
	for i := range 150 {
		msg := receive(t, messages)
		require.Equal(t, fmt.Sprint(i), textOf(t, msg))
		e, ok := topic.EventFromContext(msg.Context())
		require.True(t, ok)
		require.Equal(t, int64(i+1), e.Position)
		require.Equal(t, e.ID.String(), msg.UUID)
		if i%50 == 49 { // and once more after a nack
			require.NoError(t, write(msg))
			msg.Nack()
			msg = receive(t, messages)
			require.Equal(t, fmt.Sprint(i), textOf(t, msg))
		}
		require.NoError(t, write(msg))
		msg.Ack()
	}
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 150 }, patience, time.Millisecond)
	require.Equal(t, int64(150), b.written("c"))
}

func TestOldEventsComeInThePresentShape(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 1)
	b.exec(`update eventstore.events set type = 'NoteTaken', schema_version = 1, payload = '{"note":"old"}', metadata = '{"a":"b","n":{"x":1}}'`)
	msg := receiveAcked(t, b.subscribe(b.eventsOf(b.waker(topic.WakerConfig{}), b.config("c")), 0))
	require.Equal(t, "old", textOf(t, msg))
	require.Equal(t, "2", msg.Metadata.Get(topic.MetaSchemaVersion))
	require.Equal(t, "b", msg.Metadata.Get("a"))
	require.Equal(t, `{"x":1}`, msg.Metadata.Get("n"))
}

// Errors while reading are told, and what can't be read is never skipped.
func TestTrapErrorsWhileReadingAreNotSwallowed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 1) // of the type "Test", which the registry doesn't know
	w := b.waker(topic.WakerConfig{})
	messages := b.subscribe(b.eventsOf(w, b.config("c")), 0)
	require.Eventually(t, func() bool { return len(b.reported()) >= 3 }, patience, time.Millisecond)
	var unknown *event.UnknownTypeError
	require.ErrorAs(t, b.reported()[0], &unknown)
	require.Zero(t, b.checkpoint("c", tenant))

	// Nor is an error in the middle of a statement: the view divides by zero.
	b.exec(`alter table eventstore.checkpoints rename to real_checkpoints`)
	b.exec(`create view eventstore.checkpoints as select tenant_id, consumer, position, recorded_at, applied / 0 as applied, ignored, superseded,
		failed, convert_from('\xff'::bytea, 'utf8')::bytea as state, updated_at from eventstore.real_checkpoints`)
	b.exec(`grant all on eventstore.checkpoints to coresync_engine`)
	require.Eventually(t, func() bool {
		for _, err := range b.reported() {
			if containsCode(err, "22021") {
				return true
			}
		}
		return false
	}, patience, time.Millisecond)

	b.exec(`drop view eventstore.checkpoints`)
	b.exec(`alter table eventstore.real_checkpoints rename to checkpoints`)
	b.exec(`update eventstore.events set type = 'NoteTaken', schema_version = 2, payload = '{"text":"repaired"}'`)
	require.Equal(t, "repaired", textOf(t, receiveAcked(t, messages)))
}

func TestWhatAHandlerPublishesIsInItsTransaction(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	w := b.waker(seldom)
	p := b.publisher(w)
	messages := b.subscribe(b.eventsOf(w, b.config("c")), 0)
	require.NoError(t, p.Publish(topic.Name(0), note(tenant, "first")))
	for attempt := 1; attempt <= 2; attempt++ {
		msg := receive(t, messages)
		require.Equal(t, "first", textOf(t, msg))
		reply := note(tenant, "reply")
		reply.UUID = "reply to " + msg.UUID
		reply.SetContext(msg.Context())
		require.NoError(t, p.Publish(topic.Name(0), reply))
		if attempt == 1 {
			msg.Nack()
			continue
		}
		require.Len(t, b.log(tenant), 1, "not before the ack")
		msg.Ack()
	}
	require.Equal(t, "reply", textOf(t, receiveAcked(t, messages)), "and the commit woke the reader")
	require.Len(t, b.log(tenant), 2)
}

func TestSavepointUndoesAnAttemptAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 1)
	msg := receive(t, b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0))
	before := msg.Context()
	require.NoError(t, write(msg))
	_, err := topic.Savepoint(sqlError)(msg)
	require.ErrorContains(t, err, "22012")
	require.PanicsWithValue(t, "fault", func() { _, _ = topic.Savepoint(panics)(msg) })
	require.Equal(t, before, msg.Context())
	_, err = topic.Savepoint(writes)(msg)
	require.NoError(t, err)
	msg.Ack()
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 1 }, patience, time.Millisecond)
	require.Equal(t, int64(2), b.written("c"))
	_, err = topic.Savepoint(writes)(note(tenant, "not consumed"))
	require.ErrorIs(t, err, topic.ErrNoDelivery)
}

func TestSubscriberConfigurationIsChecked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := topic.NewRangeSubscriber(b.pool, nil, topic.Config{BatchSize: -1, AckTimeout: -1})
	require.EqualError(t, err, "subscriber of \"\": the consumer has no name\nBatchSize is -1, the least is 1\nAckTimeout is negative: -1ns")
	w := b.waker(topic.WakerConfig{})
	s := b.ranges(w, b.config("c"))
	_, err = s.Subscribe(context.Background(), "nonsense")
	require.Error(t, err)
	require.NoError(t, s.Close())
	require.NoError(t, w.Close())
	_, err = b.ranges(w, b.config("d")).Subscribe(context.Background(), topic.Name(0))
	require.ErrorIs(t, err, topic.ErrClosed)
}
