package jobs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/postgres"

	"github.com/stretchr/testify/require"
)

// A step that goes on too long is cut off, but for kinds that may take longer.
func TestAKindOfWorkMayTakeLongerThanOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	begun, cut, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	q, err := jobs.New(jobs.Config{
		Pool: b.db.Pool(postgres.RoleEngine), Owner: "worker", StepLimit: 100 * time.Millisecond, Limits: map[string]time.Duration{"long": time.Hour},
		OnError: func(error) {},
		Steppers: map[string]jobs.Stepper{
			"short": jobs.StepFunc(func(ctx context.Context, _ jobs.Work) (bool, time.Time, error) {
				<-ctx.Done()
				if errors.Is(ctx.Err(), context.DeadlineExceeded) {
					close(cut)
				}
				return true, time.Time{}, ctx.Err()
			}),
			"long": jobs.StepFunc(func(ctx context.Context, _ jobs.Work) (bool, time.Time, error) {
				close(begun)
				<-cut // by then it has gone on longer than others may
				if _, limited := ctx.Deadline(); limited && ctx.Err() == nil {
					close(done)
				}
				return true, time.Time{}, ctx.Err()
			}),
		},
	})
	require.NoError(t, err)
	b.run(q)
	b.start(q, "long")
	receive(t, begun)
	b.start(q, "short")
	receive(t, cut)
	receive(t, done)
}
