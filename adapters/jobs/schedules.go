package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain/schedule"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Schedule says that work begins by itself. Its work has the same tenant, kind and id.
type Schedule struct {
	Work
	Every  schedule.Every
	Zone   string    // IANA name, such as "Europe/Berlin"
	Anchor time.Time // the moment of choice, see package domain/schedule
	NextAt time.Time // zero: never
}

// SetSchedule makes or changes a schedule and tells when it is due next.
func (q *Queue) SetSchedule(ctx context.Context, s Schedule) (next time.Time, err error) {
	now, err := q.now(ctx, q.cfg.Pool)
	if err != nil {
		return time.Time{}, err
	}
	if next, err = s.after(now); err != nil {
		return time.Time{}, err
	}
	_, err = q.cfg.Pool.Exec(ctx, `
insert into jobs.schedules (tenant_id, kind, id, every, zone, anchor, next_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (tenant_id, kind, id) do update
set every = excluded.every, zone = excluded.zone, anchor = excluded.anchor, next_at = excluded.next_at`,
		s.Tenant, s.Kind, s.ID, s.Every, s.Zone, s.Anchor, orNull(next))
	if err != nil {
		return time.Time{}, fmt.Errorf("schedule %s: %w", s.Work, err)
	}
	q.pokeScheduler()
	return next, nil
}

// PutOff moves the next turn of a schedule to the first that is at least so long from
// now; Hasten moves one that was put off to the next turn again. Neither does anything
// to a schedule that there is not, or that is off.
func (q *Queue) PutOff(ctx context.Context, w Work, rest time.Duration) error {
	return q.shift(ctx, w, rest, "greatest")
}

// Hasten takes PutOff back. A turn that is due already stays.
func (q *Queue) Hasten(ctx context.Context, w Work) error { return q.shift(ctx, w, 0, "least") }

func (q *Queue) shift(ctx context.Context, w Work, rest time.Duration, which string) error {
	err := pgx.BeginFunc(ctx, q.cfg.Pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, scheduleColumns+` where tenant_id = $1 and kind = $2 and id = $3 and next_at is not null for update`, w.Tenant, w.Kind, w.ID)
		if err != nil {
			return err
		}
		s, err := pgx.CollectExactlyOneRow(rows, scanSchedule)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		} else if err != nil {
			return err
		}
		now, err := q.now(ctx, tx)
		if err != nil {
			return err
		}
		next, err := s.after(now.Add(rest))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update jobs.schedules set next_at = `+which+`(next_at, $4) where tenant_id = $1 and kind = $2 and id = $3`,
			w.Tenant, w.Kind, w.ID, next)
		return err
	})
	if err != nil {
		return fmt.Errorf("move the next turn of %s: %w", w, err)
	}
	q.pokeScheduler()
	return nil
}

// RemoveSchedule ends a schedule; harmless when there is none.
func (q *Queue) RemoveSchedule(ctx context.Context, w Work) error {
	_, err := q.cfg.Pool.Exec(ctx, `delete from jobs.schedules where tenant_id = $1 and kind = $2 and id = $3`, w.Tenant, w.Kind, w.ID)
	if err != nil {
		return fmt.Errorf("end the schedule of %s: %w", w, err)
	}
	return nil
}

// Schedules lists the schedules of a tenant, the soonest first.
func (q *Queue) Schedules(ctx context.Context, tenant uuid.UUID) ([]Schedule, error) {
	rows, err := q.cfg.Pool.Query(ctx, scheduleColumns+` where tenant_id = $1 order by next_at nulls last, kind, id`, tenant)
	if err != nil {
		return nil, fmt.Errorf("list schedules: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanSchedule)
	if err != nil {
		return nil, fmt.Errorf("list schedules: %w", err)
	}
	return list, nil
}

const scheduleColumns = `select tenant_id, kind, id, every, zone, anchor, next_at from jobs.schedules`

func scanSchedule(row pgx.CollectableRow) (s Schedule, err error) {
	var next *time.Time
	err = row.Scan(&s.Tenant, &s.Kind, &s.ID, &s.Every, &s.Zone, &s.Anchor, &next)
	if next != nil {
		s.NextAt = *next
	}
	return s, err
}

// after computes the next instant.
func (s Schedule) after(now time.Time) (time.Time, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("schedule %s: %w", s.Work, err)
	}
	next, err := schedule.Next(s.Every, zone, s.Anchor, now)
	if err != nil {
		return time.Time{}, fmt.Errorf("schedule %s: %w", s.Work, err)
	}
	return next, nil
}

// startScheduled starts the work of schedules that are due. What was missed while
// nothing ran is made up for once.
func (q *Queue) startScheduled(ctx context.Context, tx pgx.Tx) (started int, err error) {
	rows, err := tx.Query(ctx, scheduleColumns+` where next_at <= clock_timestamp() order by next_at limit 100 for update skip locked`)
	if err != nil {
		return 0, fmt.Errorf("find schedules that are due: %w", err)
	}
	due, err := pgx.CollectRows(rows, scanSchedule)
	if err != nil {
		return 0, fmt.Errorf("find schedules that are due: %w", err)
	}
	for _, s := range due {
		now, err := q.now(ctx, tx)
		if err != nil {
			return 0, err
		}
		next, err := s.after(now)
		if err != nil { // such as a zone that this machine doesn't know; others must not wait for it
			q.report("compute when a schedule is due next; it is tried again in an hour", err)
			next = now.Add(time.Hour)
		}
		if _, err := q.StartTx(ctx, tx, s.Work); err != nil {
			return 0, err
		}
		_, err = tx.Exec(ctx, `update jobs.schedules set next_at = $4 where tenant_id = $1 and kind = $2 and id = $3`,
			s.Tenant, s.Kind, s.ID, orNull(next))
		if err != nil {
			return 0, fmt.Errorf("schedule %s: %w", s.Work, err)
		}
	}
	return len(due), nil
}

// now is the database's clock, the one that all processes share.
func (q *Queue) now(ctx context.Context, db interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}) (now time.Time, err error) {
	if err = db.QueryRow(ctx, `select clock_timestamp()`).Scan(&now); err != nil {
		return time.Time{}, fmt.Errorf("ask the database for the time: %w", err)
	}
	return now, nil
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
