package jobs_test

import (
	"context"
	"os"
	"regexp"
	"testing"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/postgres/pgtest"

	"github.com/stretchr/testify/require"
)

// A process without work asks the database about three times a second. The whole
// program may ask ten times.
func TestAnIdleQueueAsksSeldom(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgtest.Setting("log_statement", "all"))
	b := setup(t, pgtest.On(server))
	done := make(chan struct{}, 1)
	q := b.queue("worker", one(func(context.Context, jobs.Work) (bool, time.Time, error) {
		done <- struct{}{}
		return true, time.Time{}, nil
	}))
	b.run(q)
	w := b.start(q, "test")
	receive(t, done)
	require.Eventually(t, func() bool { return b.gone(w) }, patience, time.Millisecond)

	before, err := os.ReadFile(server.LogFile())
	require.NoError(t, err)
	const window = 15 * time.Second
	<-time.After(window)
	after, err := os.ReadFile(server.LogFile())
	require.NoError(t, err)
	asked := len(regexp.MustCompile(`LOG:  (execute|statement)`).FindAll(after[len(before):], -1))
	t.Logf("%d statements in %s", asked, window)
	require.Less(t, asked, 5*int(window.Seconds()))
}
