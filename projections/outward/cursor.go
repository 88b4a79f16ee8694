package outward

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Standing is how far a subscription was told.
type Standing struct {
	Waiting      int64 // notices that lie behind it, told to it or not
	Attempts     int   // at what is told now
	NextAt       time.Time
	FailingSince time.Time // zero: it takes what it is told
	ToldAt       time.Time // zero: it took nothing yet
	Replaying    bool      // it is told once more what it was told
}

// Standings are those of all subscriptions of a tenant; one that was made just now has none.
func Standings(ctx context.Context, pool *pgxpool.Pool, tenant uuid.UUID) (map[uuid.UUID]Standing, error) {
	rows, err := pool.Query(ctx, `select c.subscription, greatest(f.seq - c.seq, 0), c.attempts, c.next_at, coalesce(c.failing_since, 'epoch'), coalesce(c.told_at, 'epoch'), c.replayed_to > c.seq
		from outward.cursors c join outward.feeds f on f.tenant_id = c.tenant_id where c.tenant_id = $1`, tenant)
	if err != nil {
		return nil, fmt.Errorf("ask how far subscriptions were told: %w", err)
	}
	all := make(map[uuid.UUID]Standing)
	var of uuid.UUID
	var s Standing
	_, err = pgx.ForEachRow(rows, []any{&of, &s.Waiting, &s.Attempts, &s.NextAt, &s.FailingSince, &s.ToldAt, &s.Replaying}, func() error {
		for _, at := range []*time.Time{&s.FailingSince, &s.ToldAt} {
			if at.Unix() == 0 {
				*at = time.Time{}
			}
		}
		all[of] = s
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ask how far subscriptions were told: %w", err)
	}
	return all, nil
}

// FailingBefore are the subscriptions of a tenant that have taken nothing since before a
// moment, and since when.
func FailingBefore(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, before time.Time) (map[uuid.UUID]time.Time, error) {
	rows, err := tx.Query(ctx, `select subscription, failing_since from outward.cursors where tenant_id = $1 and failing_since <= $2`, tenant, before)
	if err != nil {
		return nil, fmt.Errorf("look which subscriptions take nothing: %w", err)
	}
	all := make(map[uuid.UUID]time.Time)
	var of uuid.UUID
	var since time.Time
	_, err = pgx.ForEachRow(rows, []any{&of, &since}, func() error { all[of] = since; return nil })
	if err != nil {
		return nil, fmt.Errorf("look which subscriptions take nothing: %w", err)
	}
	return all, nil
}

// Replay sets a subscription back: everything from a position of the log on is told once
// more, under the same ids, beginning with what went out together with the first of it. What is
// on its way is told again, too. Error: domain.CodeNotFound.
func Replay(ctx context.Context, tx pgx.Tx, now time.Time, tenant, subscription uuid.UUID, position int64) error {
	done, err := tx.Exec(ctx, `with wanted as (select min(n.seq) as seq from outward.notices n where n.tenant_id = $1 and n.position >= $3),
			parcel as (select min(d.first_seq) as seq from outward.deliveries d, wanted w where d.tenant_id = $1 and d.subscription = $2 and w.seq between d.first_seq and d.last_seq)
		update outward.cursors c set replayed_to = greatest(c.replayed_to, c.seq), seq = least(c.seq, (select coalesce(p.seq, w.seq) - 1 from wanted w, parcel p)),
			claim = null, claimed_until = null, attempts = 0, next_at = $4
		where c.tenant_id = $1 and c.subscription = $2`, tenant, subscription, position, now)
	if err == nil && done.RowsAffected() == 0 {
		return domain.NotFound("webhook")
	}
	return err
}

// Retry lets a subscription be told at once, whatever it was waiting for.
func Retry(ctx context.Context, tx pgx.Tx, now time.Time, tenant, subscription uuid.UUID) error {
	_, err := tx.Exec(ctx, `update outward.cursors set attempts = 0, failing_since = null, next_at = $3
		where tenant_id = $1 and subscription = $2`, tenant, subscription, now)
	return err
}

// PutEndpoint keeps where a subscription is told to, and its secrets: sealed.
func PutEndpoint(ctx context.Context, tx pgx.Tx, now time.Time, tenant, subscription uuid.UUID, sealed []byte) error {
	_, err := tx.Exec(ctx, `insert into outward.endpoints (tenant_id, subscription, sealed, set_at) values ($1, $2, $3, $4)
		on conflict (tenant_id, subscription) do update set sealed = excluded.sealed, set_at = excluded.set_at`, tenant, subscription, sealed, now)
	return err
}

// Endpoint is what PutEndpoint keeps. Error: domain.CodeNotFound.
func Endpoint(ctx context.Context, pool *pgxpool.Pool, tenant, subscription uuid.UUID) (sealed []byte, err error) {
	err = pool.QueryRow(ctx, `select sealed from outward.endpoints where tenant_id = $1 and subscription = $2`, tenant, subscription).Scan(&sealed)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, domain.NotFound("webhook")
	}
	return sealed, err
}

// Forget takes away all that is kept of a subscription that was removed.
func Forget(ctx context.Context, tx pgx.Tx, tenant, subscription uuid.UUID) error {
	batch := &pgx.Batch{}
	batch.Queue(`delete from outward.endpoints where tenant_id = $1 and subscription = $2`, tenant, subscription)
	batch.Queue(`delete from outward.deliveries where tenant_id = $1 and subscription = $2`, tenant, subscription)
	batch.Queue(`delete from outward.cursors where tenant_id = $1 and subscription = $2`, tenant, subscription)
	return tx.SendBatch(ctx, batch).Close()
}

// Backlog is what all subscriptions of the database wait for, for metrics.
type Backlog struct {
	Notices int64 // behind the cursors, those of paused ones, too
	Failing int64 // subscriptions that don't take what they are told
	ToldAt  time.Time
}

// BacklogOf counts it.
func BacklogOf(ctx context.Context, pool *pgxpool.Pool) (b Backlog, err error) {
	err = pool.QueryRow(ctx, `select coalesce(sum(greatest(f.seq - c.seq, 0)), 0)::bigint, count(*) filter (where c.failing_since is not null), coalesce(max(c.told_at), 'epoch')
		from outward.cursors c join outward.feeds f on f.tenant_id = c.tenant_id`).Scan(&b.Notices, &b.Failing, &b.ToldAt)
	if err != nil {
		return b, fmt.Errorf("count what subscriptions wait for: %w", err)
	}
	return b, nil
}
