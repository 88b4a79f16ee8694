package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// soonestSQL tells in seconds how soon something is due, by work or by schedule. A
// step that waits in the queue is due to River, not to us; one whose job runs, or
// is gone, while nobody holds the lease was dropped by a process that died.
const soonestSQL = `
select extract(epoch from least(
    (select min(greatest(w.next_at, coalesce(w.lease_until, w.next_at))) from jobs.work w
     where not exists (select from jobs.river_job j where j.id = w.job_id and j.state in ('available', 'pending', 'retryable', 'scheduled'))),
    (select min(next_at) from jobs.schedules where next_at is not null)) - clock_timestamp())::float8`

// schedule calls what is due until ctx ends.
func (q *Queue) schedule(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-q.poke:
		}
		nap, err := q.tick(ctx)
		if err != nil && ctx.Err() == nil {
			q.report("look for work that is due", err)
			nap = time.Second
		}
		timer.Reset(min(nap, maxTick))
	}
}

// tick calls what is due and tells how soon more will be. When nothing is due, it
// is one query that writes nothing.
func (q *Queue) tick(ctx context.Context) (nap time.Duration, err error) {
	for {
		var in *float64
		if err := q.cfg.Pool.QueryRow(ctx, soonestSQL).Scan(&in); err != nil {
			return 0, fmt.Errorf("look: %w", err)
		}
		if in == nil {
			return maxTick, nil
		}
		if *in > 0 {
			return min(maxTick, time.Duration(*in*float64(time.Second))+time.Millisecond), nil
		}
		called, err := q.fire(ctx)
		if err != nil {
			return 0, err
		}
		if called == 0 {
			return time.Second, nil // somebody else is at it
		}
	}
}

// fire starts what its schedule says and calls work that nobody drives. Rows that
// another process looks at just now are left to it.
func (q *Queue) fire(ctx context.Context) (called int, err error) {
	err = pgx.BeginFunc(ctx, q.cfg.Pool, func(tx pgx.Tx) error {
		started, err := q.startScheduled(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
select w.tenant_id, w.kind, w.id from jobs.work w
where w.next_at <= clock_timestamp() and (w.lease_until is null or w.lease_until <= clock_timestamp())
  and not exists (select from jobs.river_job j where j.id = w.job_id and j.state in ('available', 'pending', 'retryable', 'scheduled'))
order by w.next_at limit 100 for update of w skip locked`)
		if err != nil {
			return fmt.Errorf("find work that is due: %w", err)
		}
		due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Work])
		if err != nil {
			return fmt.Errorf("find work that is due: %w", err)
		}
		for _, w := range due {
			if err := q.call(ctx, tx, w); err != nil {
				return fmt.Errorf("call %s: %w", w, err)
			}
		}
		called = started + len(due)
		return nil
	})
	return called, err
}
