package jobs_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// patience bounds every wait for something that must happen.
const patience = 60 * time.Second

type bundle struct {
	t    *testing.T
	db   *pgtest.DB
	root *pgxpool.Pool

	mu     sync.Mutex
	errors []error
}

func setup(t *testing.T, opts ...pgtest.Option) *bundle {
	t.Helper()
	db := pgtest.New(t, opts...)
	require.NoError(t, jobs.Migrate(context.Background(), db.Pool(postgres.RoleOwner)))
	return &bundle{t: t, db: db, root: db.Pool("")}
}

func (b *bundle) exec(sql string, args ...any) {
	b.t.Helper()
	_, err := b.root.Exec(context.Background(), sql, args...)
	require.NoError(b.t, err)
}

func (b *bundle) number(sql string, args ...any) (n int64) {
	b.t.Helper()
	require.NoError(b.t, b.root.QueryRow(context.Background(), sql, args...).Scan(&n))
	return n
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

// queue makes one process's queue; without steppers it only starts work.
func (b *bundle) queue(owner string, steppers map[string]jobs.Stepper) *jobs.Queue {
	b.t.Helper()
	q, err := jobs.New(jobs.Config{
		Pool: b.db.Pool(postgres.RoleEngine), Owner: owner, Steppers: steppers, StopTimeout: patience,
		Logger: slog.New(slog.DiscardHandler), OnError: b.failed,
	})
	require.NoError(b.t, err)
	return q
}

// run runs a queue until stop is called or the test ends.
func (b *bundle) run(q *jobs.Queue) (stop func()) {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- q.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			require.NoError(b.t, receive(b.t, ended))
		})
	}
	b.t.Cleanup(stop)
	return stop
}

func (b *bundle) start(q *jobs.Queue, kind string) jobs.Work {
	b.t.Helper()
	w := jobs.Work{Tenant: uuid.New(), Kind: kind, ID: uuid.New()}
	there, err := q.Start(context.Background(), w)
	require.NoError(b.t, err)
	require.False(b.t, there)
	return w
}

func (b *bundle) gone(w jobs.Work) bool {
	return b.number(`select count(*) from jobs.work where id = $1`, w.ID) == 0
}

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		require.FailNow(t, "nothing came")
		panic("unreachable")
	}
}

// one makes the steppers of a test that has one kind of work.
func one(f jobs.StepFunc) map[string]jobs.Stepper { return map[string]jobs.Stepper{"test": f} }
