package effect_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/eventstore/storetest"
	"coresync/projections/effect"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// receiver stands in for what is outside: it notes what it got.
type receiver struct {
	mu  sync.Mutex
	got []uuid.UUID
	err error
}

func (r *receiver) Send(_ context.Context, e effect.Effect) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.got = append(r.got, e.ID)
	}
	return r.err
}

type bundle struct {
	t      *testing.T
	pool   *pgxpool.Pool
	clock  *storetest.Clock
	tenant uuid.UUID
	to     *receiver
}

func setup(t *testing.T) *bundle {
	t.Helper()
	return &bundle{t: t, pool: pgtest.New(t).Pool(postgres.RoleEngine), clock: storetest.NewClock(), tenant: uuid.New(), to: &receiver{}}
}

func (b *bundle) courier(to effect.Sender) *effect.Courier {
	return effect.NewCourier(effect.Config{
		Pool: b.pool, Clock: b.clock.Now, Log: slog.New(slog.DiscardHandler), Senders: map[string]effect.Sender{"mail": to},
	})
}

func (b *bundle) record(target, about uuid.UUID) uuid.UUID {
	b.t.Helper()
	require.NoError(b.t, pgx.BeginFunc(b.t.Context(), b.pool, func(tx pgx.Tx) error {
		return effect.Record(b.t.Context(), tx, b.clock.Now(), b.tenant, "mail", target, about)
	}))
	return effect.ID(b.tenant, "mail", target, about)
}

func (b *bundle) deliver(to effect.Sender) int {
	b.t.Helper()
	n, err := b.courier(to).Deliver(b.t.Context())
	require.NoError(b.t, err)
	return n
}

func (b *bundle) outcome(id uuid.UUID) (outcome string) {
	b.t.Helper()
	require.NoError(b.t, b.pool.QueryRow(b.t.Context(), `select coalesce(outcome, '') from effect.effects where id = $1`, id).Scan(&outcome))
	return outcome
}

func TestAnEffectIsSentOnceHoweverOftenItIsRecordedAndWhoeverLooks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	target, about := uuid.New(), uuid.New()
	id := b.record(target, about)
	require.Equal(t, id, b.record(target, about))
	var all sync.WaitGroup
	for range 4 { // processes
		all.Go(func() { _, _ = b.courier(b.to).Deliver(context.Background()) })
	}
	all.Wait()
	b.record(target, about)
	require.Zero(t, b.deliver(b.to))
	require.Equal(t, []uuid.UUID{id}, b.to.got)
	require.Equal(t, "sent", b.outcome(id))
}

// The process dies between sending and recording: the receiver gets it again, with the
// same id, once the claim has ended, and not before.
func TestAnEffectIsRepeatedOnlyAfterAKillBetweenSendingAndRecording(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.record(uuid.New(), uuid.New())
	func() {
		defer func() { require.NotNil(t, recover()) }()
		_, _ = b.courier(effect.SendFunc(func(ctx context.Context, e effect.Effect) error {
			_ = b.to.Send(ctx, e)
			panic("killed")
		})).Deliver(t.Context())
	}()
	require.Zero(t, b.deliver(b.to), "its claim holds: it may still be at it")
	b.clock.Advance(2 * time.Minute)
	require.Equal(t, 1, b.deliver(b.to))
	b.clock.Advance(time.Hour)
	require.Zero(t, b.deliver(b.to))
	require.Equal(t, []uuid.UUID{id, id}, b.to.got)
}

func TestWhatAReceiverDoesNotTakeIsTriedAgainWithGrowingPausesAndGivenUp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.record(uuid.New(), uuid.New())
	b.to.err = errors.New("try later")
	tries := 0
	for range 24 * 80 {
		before := b.attempts(id)
		b.deliver(b.to)
		tries += b.attempts(id) - before
		b.clock.Advance(3 * time.Minute)
	}
	require.Equal(t, "failed", b.outcome(id))
	require.InDelta(t, 78, tries, 8, "once an hour for three days, more often at first")
	require.Empty(t, b.to.got)
}

func (b *bundle) attempts(id uuid.UUID) (n int) {
	b.t.Helper()
	require.NoError(b.t, b.pool.QueryRow(b.t.Context(), `select attempts from effect.effects where id = $1`, id).Scan(&n))
	return n
}

func TestWhatIsMootOrRefusedForGoodIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for outcome, err := range map[string]error{"moot": effect.ErrMoot, "failed": &effect.PermanentError{Cause: errors.New("no such mailbox")}} {
		id := b.record(uuid.New(), uuid.New())
		b.to.err = err
		b.deliver(b.to)
		require.Equal(t, outcome, b.outcome(id))
	}
	b.to.err = nil
	b.clock.Advance(100 * time.Hour)
	require.Zero(t, b.deliver(b.to))
}
