package topic_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"coresync/eventstore/topic"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestRangesCoverALogInOrderWithoutGaps(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.tenant(3), b.tenant(3)
	b.tenant(4) // of another topic
	b.events(one, 25)
	b.events(two, 12)
	w := b.waker(topic.WakerConfig{})
	messages := b.subscribe(b.ranges(w, b.config("c")), 3)

	read := map[uuid.UUID]int64{}
	for read[one]+read[two] < 37 {
		msg := receive(t, messages)
		r := rangeOf(t, msg)
		require.Equal(t, read[r.Tenant], r.After)
		require.LessOrEqual(t, r.Events(), int64(10))
		require.False(t, r.ToRecordedAt.IsZero())
		var body topic.Range
		require.NoError(t, json.Unmarshal(msg.Payload, &body))
		require.Equal(t, r.To, body.To)
		read[r.Tenant] = r.To
		require.NoError(t, write(msg))
		require.True(t, msg.Ack())
		<-msg.Context().Done()
	}
	require.Equal(t, map[uuid.UUID]int64{one: 25, two: 12}, read)
	require.Eventually(t, func() bool {
		return b.checkpoint("c", one) == 25 && b.checkpoint("c", two) == 12
	}, patience, time.Millisecond)
	require.Equal(t, int64(5), b.written("c"))
	require.Equal(t, int64(37), b.number(`select sum(applied) from eventstore.checkpoints where consumer = 'c'`))
}

func TestTenantsTakeTurns(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.tenant(0), b.tenant(0)
	b.events(one, 100)
	b.events(two, 100)
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0)
	var last uuid.UUID
	for range 20 {
		msg := receive(t, messages)
		r := rangeOf(t, msg)
		require.NotEqual(t, last, r.Tenant)
		last = r.Tenant
		msg.Ack()
	}
}

func TestCountsAndStateAreKeptWithTheCheckpoint(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 15)
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0)

	msg := receive(t, messages) // doesn't add up: refused
	require.NoError(t, topic.Report(msg.Context(), topic.Counts{Applied: 1}))
	require.NoError(t, topic.SetState(msg.Context(), []byte("wrong")))
	msg.Ack()

	msg = receive(t, messages)
	require.Equal(t, 2, rangeOf(t, msg).Attempt)
	require.Empty(t, rangeOf(t, msg).State)
	require.NoError(t, topic.Report(msg.Context(), topic.Counts{Applied: 4, Ignored: 3, Superseded: 2, Failed: 1}))
	require.NoError(t, topic.SetState(msg.Context(), []byte("kept")))
	msg.Ack()

	msg = receive(t, messages)
	r := rangeOf(t, msg)
	require.Equal(t, int64(10), r.After)
	require.Equal(t, "kept", string(r.State))
	require.Equal(t, 1, r.Attempt)
	require.Equal(t, int64(10), b.number(`select applied + ignored + superseded + failed from eventstore.checkpoints where consumer = 'c'`))
	require.Len(t, b.reported(), 1)
	require.ErrorIs(t, b.reported()[0], topic.ErrMiscounted)
	msg.Ack()
	require.ErrorIs(t, topic.Report(context.Background(), topic.Counts{}), topic.ErrNoDelivery)
}

func TestAHandlerCannotEndTheTransaction(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.events(b.tenant(0), 1)
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0)
	msg := receive(t, messages)
	tx, ok := topic.TxFromContext(msg.Context())
	require.True(t, ok)
	require.ErrorIs(t, tx.Commit(msg.Context()), topic.ErrTxOwned)
	require.ErrorIs(t, tx.Rollback(msg.Context()), topic.ErrTxOwned)
	savepoint, err := tx.Begin(msg.Context())
	require.NoError(t, err)
	require.NoError(t, savepoint.Rollback(msg.Context()))
	require.NoError(t, write(msg))
	msg.Ack()
	require.Eventually(t, func() bool { return b.written("c") == 1 }, patience, time.Millisecond)
}

func TestACheckpointThatWasSetBackIsReadAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 5)
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{Poll: 5 * time.Millisecond}), b.config("c")), 0)
	receive(t, messages).Ack()
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 5 }, patience, time.Millisecond)
	b.exec(`update eventstore.checkpoints set position = 2, applied = 2 where consumer = 'c'`)
	r := rangeOf(t, receiveAcked(t, messages))
	require.Equal(t, int64(2), r.After)
	require.Equal(t, int64(5), r.To)
}

func TestATenantMovesToAnotherTopic(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	w := b.waker(topic.WakerConfig{Poll: 5 * time.Millisecond})
	s := b.ranges(w, b.config("c"))
	zero, one := b.subscribe(s, 0), b.subscribe(s, 1)
	b.events(tenant, 1)
	receiveAcked(t, zero)
	b.exec(`update eventstore.tenants set partition = 1`)
	b.events(tenant, 1)
	r := rangeOf(t, receiveAcked(t, one))
	require.Equal(t, int64(1), r.After)
}
