package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
)

// step is River's job: the next step of a piece of work.
type step struct {
	Work
}

// Kind implements river.JobArgs.
func (step) Kind() string { return "step" }

// Start begins work, or makes the next step of work that is there due now. It
// tells whether the work was there.
func (q *Queue) Start(ctx context.Context, w Work) (there bool, err error) {
	err = pgx.BeginFunc(ctx, q.cfg.Pool, func(tx pgx.Tx) error {
		there, err = q.StartTx(ctx, tx, w)
		return err
	})
	return there, err
}

// StartTx is Start in the caller's transaction, for a decision and its work in one.
func (q *Queue) StartTx(ctx context.Context, tx pgx.Tx, w Work) (there bool, err error) {
	if w.Kind == "" {
		return false, errors.New("start work: it has no kind")
	}
	var leased bool
	err = tx.QueryRow(ctx, `select coalesce(lease_until > clock_timestamp(), false) from jobs.work
		where tenant_id = $1 and kind = $2 and id = $3 for update`, w.Tenant, w.Kind, w.ID).Scan(&leased)
	there = err == nil
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return false, fmt.Errorf("start %s: %w", w, err)
	}
	if leased {
		_, err = tx.Exec(ctx, `update jobs.work set wanted = true where tenant_id = $1 and kind = $2 and id = $3`, w.Tenant, w.Kind, w.ID)
		if err != nil {
			return true, fmt.Errorf("start %s: %w", w, err)
		}
		return true, nil // a step is at work, and the next follows it at once
	}
	if err := q.call(ctx, tx, w); err != nil {
		return false, fmt.Errorf("start %s: %w", w, err)
	}
	return there, nil
}

// call puts the work's next step into the queue and makes it the one that counts.
func (q *Queue) call(ctx context.Context, tx pgx.Tx, w Work) error {
	inserted, err := q.river.InsertTx(ctx, tx, step{w}, &river.InsertOpts{MaxAttempts: 1})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
insert into jobs.work (tenant_id, kind, id, job_id, next_at) values ($1, $2, $3, $4, clock_timestamp())
on conflict (tenant_id, kind, id) do update set job_id = excluded.job_id, next_at = excluded.next_at, updated_at = clock_timestamp()`,
		w.Tenant, w.Kind, w.ID, inserted.Job.ID)
	return err
}

// Status is where a piece of work is.
type Status struct {
	Work
	NextAt    time.Time // when its next step is due
	Owner     string    // who drives it now; empty: nobody
	Failures  int       // steps in a row that failed
	Message   string    // what the newest failure said
	StartedAt time.Time
}

// List tells of all work that is not done, the longest due first.
func (q *Queue) List(ctx context.Context) ([]Status, error) {
	rows, err := q.cfg.Pool.Query(ctx, `
select tenant_id, kind, id, next_at, case when lease_until > clock_timestamp() then lease_owner else '' end,
       failures, message, started_at
from jobs.work order by next_at, id`)
	if err != nil {
		return nil, fmt.Errorf("list work: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Status, err error) {
		err = row.Scan(&s.Tenant, &s.Kind, &s.ID, &s.NextAt, &s.Owner, &s.Failures, &s.Message, &s.StartedAt)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("list work: %w", err)
	}
	return list, nil
}
