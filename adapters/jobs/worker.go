package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
)

// worker takes steps from River.
type worker struct {
	river.WorkerDefaults[step]
	q *Queue
}

// Timeout implements river.Worker; 0 is the limit of all kinds. That a worker died is
// noticed by its lease, whatever the limit.
func (w *worker) Timeout(job *river.Job[step]) time.Duration {
	return w.q.cfg.Limits[job.Args.Work.Kind]
}

// errLeaseLost ends a step whose work somebody else has taken over.
var errLeaseLost = errors.New("the lease was lost; another process goes on with the work")

// Work implements river.Worker. To River every job succeeds: what fails is called
// again by the row in jobs.work, which no number of attempts ends.
func (w *worker) Work(ctx context.Context, job *river.Job[step]) error {
	token := uuid.New()
	held, err := w.q.acquire(ctx, job.Args.Work, job.ID, token)
	if err != nil {
		w.q.report("take a step", err, "work", job.Args.String())
		return nil
	}
	if !held {
		return nil // outdated, or somebody is at it
	}
	r := w.q.step(ctx, job.Args.Work, token)
	if errors.Is(r.err, errLeaseLost) {
		w.q.report("step", r.err, "work", job.Args.String())
		return nil
	}
	if err := w.q.finish(context.WithoutCancel(ctx), job.Args.Work, token, r); err != nil {
		w.q.report("finish a step", err, "work", job.Args.String())
	}
	return nil
}

// acquire takes the lease, if this job is the one that counts and nobody has it.
func (q *Queue) acquire(ctx context.Context, w Work, job int64, token uuid.UUID) (bool, error) {
	tag, err := q.cfg.Pool.Exec(ctx, `
update jobs.work set lease_owner = $5, lease_token = $6, lease_until = clock_timestamp() + $7, updated_at = clock_timestamp()
where tenant_id = $1 and kind = $2 and id = $3 and job_id = $4 and (lease_until is null or lease_until <= clock_timestamp())`,
		w.Tenant, w.Kind, w.ID, job, q.cfg.Owner, token, leaseFor)
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", w, err)
	}
	return tag.RowsAffected() == 1, nil
}

// result is what became of a step.
type result struct {
	done    bool
	next    time.Time
	err     error
	stopped bool // the process stops: another may go on at once
}

// step runs one step under the lease.
func (q *Queue) step(ctx context.Context, w Work, token uuid.UUID) result {
	stepper, known := q.cfg.Steppers[w.Kind]
	if !known {
		return result{err: fmt.Errorf("this program does no work of the kind %q; upgrade it", w.Kind)}
	}
	stepping, end := context.WithCancelCause(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		q.renewing(stepping, w, token, end)
	}()
	var r result
	r.done, r.next, r.err = guarded(stepping, stepper, w)
	lost := errors.Is(context.Cause(stepping), errLeaseLost)
	end(nil)
	<-renewed
	if lost {
		return result{err: errLeaseLost}
	}
	r.stopped = r.err != nil && errors.Is(ctx.Err(), context.Canceled) // not cut off for its length
	return r
}

// guarded turns a panic into an error.
func guarded(ctx context.Context, s Stepper, w Work) (done bool, next time.Time, err error) {
	defer func() {
		if p := recover(); p != nil {
			done, err = false, fmt.Errorf("the step panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return s.Step(ctx, w)
}

// renewing keeps the lease until the step has ended. A database that doesn't answer
// is no reason to stop before the lease has run out.
func (q *Queue) renewing(ctx context.Context, w Work, token uuid.UUID, end context.CancelCauseFunc) {
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	held := time.Now().Add(leaseFor)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		began := time.Now()
		tag, err := q.cfg.Pool.Exec(ctx, `update jobs.work set lease_until = clock_timestamp() + $5
			where tenant_id = $1 and kind = $2 and id = $3 and lease_token = $4`, w.Tenant, w.Kind, w.ID, token, leaseFor)
		switch {
		case err == nil && tag.RowsAffected() == 1:
			held = began.Add(leaseFor)
		case err == nil, began.After(held):
			end(errLeaseLost)
			return
		}
	}
}

// retryAfter is the pause after the nth failure in a row: 1 s, doubled, at most 5 min.
func retryAfter(failures int) time.Duration {
	return min(time.Second<<min(failures-1, 10), 5*time.Minute)
}

// finish gives the lease back and says how it goes on.
func (q *Queue) finish(ctx context.Context, w Work, token uuid.UUID, r result) error {
	ctx, cancel := context.WithTimeout(ctx, leaseFor)
	defer cancel()
	if r.err != nil && !r.stopped {
		q.report("step", r.err, "work", w.String(), "ends", r.done)
	}
	defer q.pokeScheduler()
	return pgx.BeginFunc(ctx, q.cfg.Pool, func(tx pgx.Tx) error {
		var failures int
		var wanted bool
		err := tx.QueryRow(ctx, `select failures, wanted from jobs.work
			where tenant_id = $1 and kind = $2 and id = $3 and lease_token = $4 for update`,
			w.Tenant, w.Kind, w.ID, token).Scan(&failures, &wanted)
		if errors.Is(err, pgx.ErrNoRows) {
			return errLeaseLost
		}
		if err != nil {
			return err
		}
		if r.done {
			_, err = tx.Exec(ctx, `delete from jobs.work where tenant_id = $1 and kind = $2 and id = $3`, w.Tenant, w.Kind, w.ID)
			return err
		}
		r.stopped = r.stopped || wanted && r.err == nil
		return q.goOn(ctx, tx, w, r, failures)
	})
}

// goOn frees the work and, if its next step is due already, puts it into the queue;
// later ones are called by the scheduler.
func (q *Queue) goOn(ctx context.Context, tx pgx.Tx, w Work, r result, failures int) error {
	message, wait := "", max(0, time.Until(r.next))
	switch {
	case r.stopped:
		wait = 0 // nothing failed, and it goes on at once
	case r.err != nil:
		failures++
		message, wait = r.err.Error(), retryAfter(failures)
	default:
		failures = 0
	}
	if len(message) > maxMessage {
		message = message[:maxMessage]
	}
	_, err := tx.Exec(ctx, `
update jobs.work set lease_owner = null, lease_token = null, lease_until = null, wanted = false,
    updated_at = clock_timestamp(), next_at = clock_timestamp() + $4, failures = $5, message = $6
where tenant_id = $1 and kind = $2 and id = $3`, w.Tenant, w.Kind, w.ID, wait, failures, message)
	if err != nil || wait > 0 {
		return err
	}
	return q.call(ctx, tx, w)
}

// maxMessage bounds what is kept of an error.
const maxMessage = 2000
