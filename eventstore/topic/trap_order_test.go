package topic_test

import (
	"context"
	"testing"
	"time"

	"coresync/eventstore/topic"

	"github.com/stretchr/testify/require"
)

func TestTrapTwoGroupsAreNotCoupled(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 1)
	w := b.waker(topic.WakerConfig{})
	slow := b.subscribe(b.ranges(w, b.config("slow")), 0)
	fast := b.subscribe(b.ranges(w, b.config("fast")), 0)
	held := receive(t, slow) // its transaction has an id and stays open
	require.NoError(t, write(held))
	receiveAcked(t, fast)
	for i := int64(2); i <= 6; i++ {
		w.OnCommit(tenant, b.events(tenant, 1))
		require.Equal(t, i, rangeOf(t, receiveAcked(t, fast)).To)
	}
	require.NoError(t, write(held))
	held.Ack()
	require.Equal(t, int64(6), rangeOf(t, receiveAcked(t, slow)).To)
}

func TestTrapAForeignTransactionStallsNobody(t *testing.T) {
	t.Parallel()
	b, other := setup(t), setup(t)
	for _, foreign := range []*bundle{b, other} {
		tx, err := foreign.root.Begin(context.Background())
		require.NoError(t, err)
		_, err = tx.Exec(context.Background(), `insert into public.written (consumer) values ('foreign')`)
		require.NoError(t, err)
		defer func() { require.NoError(t, tx.Rollback(context.Background())) }()
	}
	tenant := b.tenant(0)
	w := b.waker(topic.WakerConfig{})
	messages := b.subscribe(b.ranges(w, b.config("c")), 0)
	for i := int64(1); i <= 5; i++ {
		w.OnCommit(tenant, b.events(tenant, 1))
		require.Equal(t, i, rangeOf(t, receiveAcked(t, messages)).To)
	}
}

// A transaction that got its id early and appends late: by transaction id it
// would be delivered first, or be passed over.
func TestTrapAnOldTransactionThatAppendsLateIsInOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	w := b.waker(topic.WakerConfig{})
	cfg := b.config("c")
	cfg.BatchSize = 1
	messages := b.subscribe(b.ranges(w, cfg), 0)
	ctx := context.Background()
	old, err := b.root.Begin(ctx)
	require.NoError(t, err)
	_, err = old.Exec(ctx, `insert into public.written (consumer) values ('early')`)
	require.NoError(t, err)
	w.OnCommit(tenant, b.events(tenant, 1)) // by a younger transaction
	require.Equal(t, int64(1), rangeOf(t, receiveAcked(t, messages)).To)
	_, err = old.Exec(ctx, insertEvents, tenant, 1)
	require.NoError(t, err)
	require.NoError(t, old.Commit(ctx))
	w.OnCommit(tenant, 2)
	require.Equal(t, int64(2), rangeOf(t, receiveAcked(t, messages)).To)
}

func TestTrapAStandbyTakesOverAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 20)
	w := b.waker(topic.WakerConfig{})
	first := b.subscribe(b.ranges(w, b.config("c")), 0)
	msg := receive(t, first)
	require.NoError(t, write(msg))
	tx, _ := topic.TxFromContext(msg.Context())
	var backend int
	require.NoError(t, tx.QueryRow(msg.Context(), `select pg_backend_pid()`).Scan(&backend))

	second := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0)
	require.Never(t, func() bool {
		select {
		case <-second:
			return true
		default:
			return false
		}
	}, 100*time.Millisecond, 10*time.Millisecond, "the checkpoint is held")
	b.exec(`select pg_terminate_backend($1)`, backend) // as the death of its process would
	died := time.Now()
	took := receive(t, second)
	require.Less(t, time.Since(died), 5*time.Second)
	require.Equal(t, int64(0), rangeOf(t, took).After)
	require.NoError(t, write(took))
	took.Ack()
	took = receive(t, second)
	require.Equal(t, int64(10), rangeOf(t, took).After)
	took.Ack()
	msg.Ack() // of a dead transaction: nothing comes of it
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 20 }, patience, time.Millisecond)
	require.Equal(t, int64(1), b.written("c"))
}

// Several processes of one consumer: no range twice, no range out of order.
func TestTrapProcessesOfOneGroupShareTheWork(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 300)
	done := make(chan int64, 300)
	for range 3 {
		messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0)
		go func() {
			for msg := range messages {
				if write(msg) != nil {
					msg.Nack()
					continue
				}
				r, _ := topic.RangeFromContext(msg.Context())
				msg.Ack()
				done <- r.To
			}
		}()
	}
	for range 30 {
		receive(t, done)
	}
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 300 }, patience, time.Millisecond)
	require.Equal(t, int64(30), b.written("c"))
	require.Equal(t, int64(30), b.number(`select count(distinct position) from public.written`))
	require.Empty(t, b.reported())
}

func TestTrapAFailingTenantHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sick, healthy := b.tenant(0), b.tenant(0)
	b.events(sick, 10)
	b.events(healthy, 50)
	cfg := b.config("c")
	cfg.Backoff = topic.Backoff{First: time.Hour, Max: time.Hour}
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), cfg), 0)
	nacked := 0
	for read := int64(0); read < 50 || nacked == 0; {
		msg := receive(t, messages)
		if r := rangeOf(t, msg); r.Tenant == healthy {
			read = r.To
			msg.Ack()
			continue
		}
		nacked++
		msg.Nack()
	}
	require.Equal(t, 1, nacked, "an hour has not passed")
	require.Zero(t, b.checkpoint("c", sick))
}
