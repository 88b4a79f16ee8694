package jobs_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/postgres"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// victimEnv holds the database's address for a test binary that is to be a worker.
const victimEnv = "CORESYNC_TEST_JOBS_VICTIM"

// victim works on a step that never ends; it says so and waits to be killed.
func victim(url string) {
	err := func() error {
		ctx := context.Background()
		pool, err := postgres.OpenPool(ctx, url, postgres.PoolConfig{Role: postgres.RoleEngine})
		if err != nil {
			return err
		}
		q, err := jobs.New(jobs.Config{
			Pool: pool, Owner: "victim", Logger: slog.New(slog.DiscardHandler),
			Steppers: one(func(ctx context.Context, w jobs.Work) (bool, time.Time, error) {
				fmt.Println(w.ID)
				<-ctx.Done()
				return false, time.Time{}, ctx.Err()
			}),
		})
		if err != nil {
			return err
		}
		return q.Run(ctx)
	}()
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func TestKilledInTheMiddleOfAStepAnotherProcessGoesOnWithin20s(t *testing.T) {
	t.Parallel()
	b := setup(t)
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), victimEnv+"="+b.db.URL)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	defer func() { _ = cmd.Wait() }() // it was killed

	resumed := make(chan time.Time, 1)
	q := b.queue("survivor", one(func(context.Context, jobs.Work) (bool, time.Time, error) {
		resumed <- time.Now()
		return true, time.Time{}, nil
	}))
	w := b.start(q, "test")
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, w.ID.String()+"\n", line)
	b.run(q) // stands by
	require.Equal(t, int64(1), b.number(`select count(*) from jobs.work where lease_owner = 'victim' and lease_until > now()`))
	require.NoError(t, cmd.Process.Kill())
	killed := time.Now()
	took := receive(t, resumed).Sub(killed)
	t.Logf("resumed after %s", took)
	require.Less(t, took, 20*time.Second)
	require.Eventually(t, func() bool { return b.gone(w) }, patience, time.Millisecond)
}

func TestAStoppedStepIsGoneOnWithAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	begun := make(chan struct{}, 1)
	leaving, err := jobs.New(jobs.Config{
		Pool: b.db.Pool(postgres.RoleEngine), Owner: "leaving", StopTimeout: 50 * time.Millisecond,
		Logger: slog.New(slog.DiscardHandler), OnError: b.failed,
		Steppers: one(func(ctx context.Context, _ jobs.Work) (bool, time.Time, error) {
			begun <- struct{}{}
			<-ctx.Done()
			return false, time.Time{}, context.Cause(ctx)
		}),
	})
	require.NoError(t, err)
	stop := b.run(leaving)
	w := b.start(leaving, "test")
	receive(t, begun)
	stop()
	require.Equal(t, int64(1), b.number(`select count(*) from jobs.work where lease_until is null and failures = 0`))
	b.run(b.queue("staying", one(func(context.Context, jobs.Work) (bool, time.Time, error) { return true, time.Time{}, nil })))
	require.Eventually(t, func() bool { return b.gone(w) }, 10*time.Second, time.Millisecond)
	require.Empty(t, b.reported())
}

func TestAStepWhoseLeaseIsLostEndsAndChangesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	begun, cause := make(chan struct{}, 1), make(chan error, 1)
	q := b.queue("slow", one(func(ctx context.Context, _ jobs.Work) (bool, time.Time, error) {
		begun <- struct{}{}
		<-ctx.Done()
		cause <- context.Cause(ctx)
		return true, time.Time{}, nil // its result doesn't count
	}))
	b.run(q)
	w := b.start(q, "test")
	receive(t, begun)
	b.exec(`update jobs.work set lease_owner = 'other', lease_token = $1`, uuid.New())
	err := receive(t, cause)
	require.ErrorContains(t, err, "another process goes on")
	require.Eventually(t, func() bool { return len(b.reported()) == 1 }, patience, time.Millisecond)
	require.True(t, errors.Is(b.reported()[0], err))
	require.False(t, b.gone(w))
}
