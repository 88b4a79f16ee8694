package topic_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"coresync/eventstore/topic"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"
)

// The traps of a SQL subscriber are those that watermill-sql's own falls into:
// what it commits without an ack, and what it loses.

func TestTrapANackRollsBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 1)
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0)
	for attempt := 1; attempt <= 2; attempt++ {
		msg := receive(t, messages)
		require.Equal(t, attempt, rangeOf(t, msg).Attempt)
		require.NoError(t, write(msg))
		require.True(t, msg.Nack())
	}
	msg := receive(t, messages)
	require.NoError(t, write(msg))
	require.True(t, msg.Ack())
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 1 }, patience, time.Millisecond)
	require.Equal(t, int64(1), b.written("c"), "three attempts, one effect")
	require.Empty(t, b.reported())
}

func TestTrapAnSQLErrorCostsOneAttempt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 1)
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), b.config("c")), 0)

	msg := receive(t, messages)
	tx, _ := topic.TxFromContext(msg.Context())
	require.NoError(t, write(msg))
	_, err := tx.Exec(msg.Context(), `select 1/0`)
	require.ErrorContains(t, err, "22012")
	msg.Nack()

	msg = receive(t, messages) // an ack of a dead transaction is no ack
	tx, _ = topic.TxFromContext(msg.Context())
	_, err = tx.Exec(msg.Context(), `select 1/0`)
	require.Error(t, err)
	msg.Ack()

	msg = receive(t, messages)
	require.Equal(t, 3, rangeOf(t, msg).Attempt)
	require.NoError(t, write(msg))
	msg.Ack()
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 1 }, patience, time.Millisecond)
	require.Equal(t, int64(1), b.written("c"))
	require.Len(t, b.reported(), 1)
	require.ErrorContains(t, b.reported()[0], "25P02")
}

func TestTrapALateAckRollsBack(t *testing.T) {
	t.Parallel()
	for name, heeds := range map[string]bool{"HandlerHeedsItsContext": true, "HandlerDoesNot": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			tenant := b.tenant(0)
			b.events(tenant, 1)
			cfg := b.config("c")
			cfg.AckTimeout = 300 * time.Millisecond
			messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{}), cfg), 0)

			slow := receive(t, messages)
			slowTx, _ := topic.TxFromContext(slow.Context())
			require.NoError(t, write(slow))
			if heeds {
				_, err := slowTx.Exec(slow.Context(), `select pg_sleep(60)`)
				require.Error(t, err)
				slow.Nack()
			} else {
				// Its own context: only the end of the connection ends this.
				_, err := slowTx.Exec(context.Background(), `select pg_sleep(60)`)
				require.Error(t, err)
			}
			msg := receive(t, messages)
			require.Equal(t, 2, rangeOf(t, msg).Attempt)
			if !heeds {
				_, err := slowTx.Exec(context.Background(), `select 1`)
				require.Error(t, err, "what was rolled back takes no more statements")
				require.True(t, slow.Ack(), "nobody listens to it any more")
			}
			require.NoError(t, write(msg))
			msg.Ack()
			require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 1 }, patience, time.Millisecond)
			require.Equal(t, int64(1), b.written("c"), "one event, one effect")
			var late *topic.LateAckError
			require.ErrorAs(t, b.reported()[0], &late)
			require.Equal(t, 300*time.Millisecond, late.After)
		})
	}
}

func TestTrapCloseLetsTheHandlerFinish(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 20)
	s := b.ranges(b.waker(topic.WakerConfig{}), b.config("c"))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	messages, err := s.Subscribe(ctx, topic.Name(0))
	require.NoError(t, err)
	msg := receive(t, messages)
	require.NoError(t, write(msg)) // half of its work
	cancel()                       // as the Router does, before Close
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	require.NoError(t, msg.Context().Err(), "the handler's context survives")
	require.NoError(t, write(msg)) // the other half
	msg.Ack()
	requireClosed(t, messages)
	require.NoError(t, receive(t, closed))
	require.Equal(t, int64(2), b.written("c"))
	require.Equal(t, int64(10), b.checkpoint("c", tenant))
	_, err = s.Subscribe(context.Background(), topic.Name(0))
	require.ErrorIs(t, err, topic.ErrClosed)
	require.NoError(t, s.Close())
}

func TestTrapCloseRollsBackWhatDoesNotFinish(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 1)
	cfg := b.config("c")
	cfg.CloseTimeout = 50 * time.Millisecond
	s := b.ranges(b.waker(topic.WakerConfig{}), cfg)
	messages := b.subscribe(s, 0)
	msg := receive(t, messages)
	require.NoError(t, write(msg))
	require.NoError(t, s.Close())
	requireClosed(t, messages)
	require.Error(t, msg.Context().Err())
	msg.Ack()
	require.Eventually(t, func() bool {
		return b.number(`select count(*) from pg_locks where relation = 'public.written'::regclass and granted`) == 0
	}, patience, time.Millisecond)
	require.Zero(t, b.written("c"))
	require.Zero(t, b.checkpoint("c", tenant))
	require.Len(t, b.reported(), 1)
}

func TestTrapAPanicRollsBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 1)
	s := b.ranges(b.waker(topic.WakerConfig{}), b.config("c"))
	router, err := message.NewRouter(message.RouterConfig{}, watermill.NopLogger{})
	require.NoError(t, err)
	calls := 0
	router.AddConsumerHandler("c", topic.Name(0), s, func(msg *message.Message) error {
		calls++
		if err := write(msg); err != nil {
			return err
		}
		switch calls {
		case 1:
			panic("a fault in the handler")
		case 2:
			return errors.New("an error of the handler")
		}
		return nil
	})
	ended := make(chan error, 1)
	go func() { ended <- router.Run(context.Background()) }()
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 1 }, patience, time.Millisecond)
	require.NoError(t, router.Close())
	require.NoError(t, receive(t, ended))
	require.Equal(t, 3, calls)
	require.Equal(t, int64(1), b.written("c"))
}

// Forty closes in the middle of a handler's work, of which not one may leave half
// of it behind: watermill-sql's own subscriber left half of it in 34.
func TestTrapNoCloseLeavesHalfOfAHandlersWork(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	head := b.events(tenant, 400)
	w := b.waker(topic.WakerConfig{})
	for range 40 {
		s := b.ranges(w, b.config("c"))
		router, err := message.NewRouter(message.RouterConfig{CloseTimeout: patience}, watermill.NopLogger{})
		require.NoError(t, err)
		half := make(chan struct{}, 100)
		router.AddConsumerHandler("c", topic.Name(0), s, func(msg *message.Message) error {
			if err := write(msg); err != nil {
				return err
			}
			half <- struct{}{}
			return write(msg)
		})
		ended := make(chan error, 1)
		go func() { ended <- router.Run(context.Background()) }()
		if b.checkpoint("c", tenant) < head {
			receive(t, half)
		}
		<-router.Running()
		require.NoError(t, router.Close())
		require.NoError(t, receive(t, ended))
		require.Zero(t, b.number(`select count(*) from (select position from public.written group by position having count(*) <> 2) odd`))
		require.Equal(t, b.checkpoint("c", tenant)/10, b.written("c")/2)
	}
	require.Empty(t, b.reported())
}
