package jobs_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/postgres"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestMigrateMayBeCalledByMany(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := jobs.Migrate(context.Background(), b.db.Pool(postgres.RoleOwner)); err != nil {
				b.failed(err)
			}
		})
	}
	wg.Wait()
	require.Empty(t, b.reported())
	require.Zero(t, b.number(`select count(*) from pg_tables where schemaname = 'jobs' and tableowner <> 'coresync_owner'`))
}

func TestWorkGoesOnStepByStep(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var steps atomic.Int64
	done := make(chan jobs.Work, 1)
	b.run(b.queue("worker", one(func(_ context.Context, w jobs.Work) (bool, time.Time, error) {
		if steps.Add(1) < 5 {
			return false, time.Time{}, nil
		}
		done <- w
		return true, time.Time{}, nil
	})))
	w := b.start(b.queue("", nil), "test") // by another process
	require.Equal(t, w, receive(t, done))
	require.Eventually(t, func() bool { return b.gone(w) }, patience, time.Millisecond)
	require.Equal(t, int64(5), steps.Load())
	require.Empty(t, b.reported())
}

func TestALaterStepComesWhenItIsDue(t *testing.T) {
	t.Parallel()
	b := setup(t)
	begun := make(chan time.Time, 2)
	const pause = 700 * time.Millisecond
	q := b.queue("worker", one(func(context.Context, jobs.Work) (bool, time.Time, error) {
		begun <- time.Now()
		return len(begun) == 2, time.Now().Add(pause), nil
	}))
	b.run(q)
	w := b.start(q, "test")
	require.Eventually(t, func() bool { return b.gone(w) }, patience, time.Millisecond)
	waited := -receive(t, begun).Sub(receive(t, begun))
	require.GreaterOrEqual(t, waited, pause-50*time.Millisecond)
	require.Less(t, waited, 4*time.Second, "not at the next poll, but when it is due")
}

func TestWorkIsStartedWithItsDecisionOrNotAtAll(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.queue("", nil)
	ctx := context.Background()
	tx, err := b.db.Pool(postgres.RoleEngine).Begin(ctx)
	require.NoError(t, err)
	_, err = q.StartTx(ctx, tx, jobs.Work{Tenant: uuid.New(), Kind: "test", ID: uuid.New()})
	require.NoError(t, err)
	require.NoError(t, tx.Rollback(ctx))
	require.Zero(t, b.number(`select (select count(*) from jobs.work) + (select count(*) from jobs.river_job)`))
	_, err = q.Start(ctx, jobs.Work{})
	require.ErrorContains(t, err, "it has no kind")
}

func TestAFailedStepIsKeptToldAndRepeated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var steps atomic.Int64
	proceed := make(chan struct{})
	q := b.queue("worker", one(func(context.Context, jobs.Work) (bool, time.Time, error) {
		switch steps.Add(1) {
		case 1:
			return false, time.Time{}, errors.New("the other side is down")
		case 2:
			<-proceed
			panic("a fault in the step")
		case 3:
			return false, time.Time{}, nil // recovered
		}
		return true, time.Time{}, errors.New("given up")
	}))
	b.run(q)
	w := b.start(q, "test")
	var s jobs.Status
	require.Eventually(t, func() bool {
		list, err := q.List(context.Background())
		require.NoError(t, err)
		s = list[0]
		return s.Failures == 1
	}, patience, time.Millisecond)
	require.Equal(t, w, s.Work)
	require.Equal(t, "the other side is down", s.Message)
	close(proceed)
	require.Eventually(t, func() bool { return b.gone(w) }, patience, time.Millisecond)
	reported := b.reported()
	require.Len(t, reported, 3)
	require.ErrorContains(t, reported[1], "a fault in the step")
	require.ErrorContains(t, reported[2], "given up")
}

func TestWorkOfAnUnknownKindIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.queue("worker", one(nil))
	b.run(q)
	w := b.start(q, "from the future")
	require.Eventually(t, func() bool { return len(b.reported()) > 0 }, patience, time.Millisecond)
	require.ErrorContains(t, b.reported()[0], `this program does no work of the kind "from the future"`)
	require.False(t, b.gone(w))
}

// Many pieces of work, three processes: every step once, and never two of one
// piece of work at a time.
func TestOneStepOfAPieceOfWorkAtATime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const pieces, steps = 20, 6
	var mu sync.Mutex
	at, count := map[uuid.UUID]bool{}, map[uuid.UUID]int{}
	stepper := one(func(_ context.Context, w jobs.Work) (bool, time.Time, error) {
		mu.Lock()
		if at[w.ID] {
			b.failed(errors.New("two steps at once"))
		}
		at[w.ID] = true
		count[w.ID]++
		done := count[w.ID] == steps
		mu.Unlock()
		defer func() {
			mu.Lock()
			at[w.ID] = false
			mu.Unlock()
		}()
		return done, time.Time{}, nil
	})
	starter := b.queue("", nil)
	for _, name := range []string{"a", "b", "c"} {
		b.run(b.queue(name, stepper))
	}
	for range pieces {
		w := b.start(starter, "test")
		_, err := starter.Start(context.Background(), w) // asked for twice
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool { return b.number(`select count(*) from jobs.work`) == 0 }, patience, 5*time.Millisecond)
	require.Empty(t, b.reported())
	mu.Lock()
	defer mu.Unlock()
	for id, n := range count {
		require.Zero(t, n%steps, "%s was done %d times", id, n)
	}
}

func TestAStepThatIsAskedForMeanwhileIsDueAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	begun, proceed := make(chan struct{}), make(chan struct{})
	var steps atomic.Int64
	q := b.queue("worker", one(func(context.Context, jobs.Work) (bool, time.Time, error) {
		begun <- struct{}{}
		<-proceed
		return steps.Add(1) == 2, time.Now().Add(time.Hour), nil
	}))
	b.run(q)
	w := b.start(q, "test")
	receive(t, begun)
	there, err := q.Start(context.Background(), w)
	require.NoError(t, err)
	require.True(t, there)
	proceed <- struct{}{}
	receive(t, begun)
	proceed <- struct{}{}
	require.Eventually(t, func() bool { return b.gone(w) }, patience, time.Millisecond)
}

func TestAliveTellsOfWorkers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := b.queue("worker", one(nil))
	alive := func() bool {
		yes, err := q.Alive(context.Background())
		require.NoError(t, err)
		return yes
	}
	require.False(t, alive())
	stop := b.run(q)
	require.Eventually(t, alive, patience, 5*time.Millisecond)
	require.ErrorContains(t, q.Run(context.Background()), "it runs already")
	stop()
	require.False(t, alive(), "who leaves says so")
	require.ErrorContains(t, b.queue("", nil).Run(context.Background()), "there is no stepper")
}

func TestConfigurationIsChecked(t *testing.T) {
	t.Parallel()
	_, err := jobs.New(jobs.Config{})
	require.ErrorContains(t, err, "a pool is required")
	b := setup(t)
	_, err = jobs.New(jobs.Config{Pool: b.root, Steppers: one(nil)})
	require.ErrorContains(t, err, "needs a name")
}
