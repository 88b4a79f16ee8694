package outward

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// pruneBatch is how many rows of a kind one transaction deletes: it holds the feed's lock.
const pruneBatch = 5000

// Pruned is how much was pruned.
type Pruned struct{ Notices, Deliveries int64 }

// Prune deletes what every subscription took, and tried last, before a moment: notices, and
// what went out together. What is still to be told to one of them stays, also while it is
// paused or is told once more, and so does all that came after it: what is kept has no holes,
// so a replay sends the same bytes under the same ids as before.
func Prune(ctx context.Context, pool *pgxpool.Pool, before time.Time) (done Pruned, err error) {
	rows, err := pool.Query(ctx, `select tenant_id from outward.feeds order by 1`)
	if err != nil {
		return done, fmt.Errorf("look whose notices are to be pruned: %w", err)
	}
	tenants, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return done, fmt.Errorf("look whose notices are to be pruned: %w", err)
	}
	for _, tenant := range tenants {
		for more := true; more; {
			var part Pruned
			err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) (err error) {
				part, err = prune(ctx, tx, tenant, before)
				return err
			})
			if err != nil {
				return done, fmt.Errorf("prune what tenant %s was told: %w", tenant, err)
			}
			done.Notices, done.Deliveries = done.Notices+part.Notices, done.Deliveries+part.Deliveries
			more = part.Notices == pruneBatch || part.Deliveries == pruneBatch
		}
	}
	return done, nil
}

// prune deletes one batch: deliveries first, since they name notices.
func prune(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, before time.Time) (done Pruned, err error) {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('outward/' || $1::text, 0))`, tenant); err != nil {
		return done, err
	}
	to, err := prunable(ctx, tx, tenant, before)
	if err != nil || to <= 0 {
		return done, err
	}
	tag, err := tx.Exec(ctx, `delete from outward.deliveries where (tenant_id, subscription, first_seq) in (
		select tenant_id, subscription, first_seq from outward.deliveries where tenant_id = $1 and last_seq <= $2 limit $3)`, tenant, to, pruneBatch)
	if err != nil {
		return done, err
	}
	if done.Deliveries = tag.RowsAffected(); done.Deliveries == pruneBatch {
		return done, nil
	}
	err = tx.QueryRow(ctx, `with gone as (delete from outward.notices where tenant_id = $1 and seq in (
			select seq from outward.notices where tenant_id = $1 and seq <= $2 order by seq limit $3) returning seq),
		noted as (update outward.feeds set pruned = greatest(pruned, (select max(seq) from gone)) where tenant_id = $1 and exists (select from gone))
		select count(*) from gone`, tenant, to, pruneBatch).Scan(&done.Notices)
	return done, err
}

// prunable is up to which notice nothing is needed any more.
func prunable(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, before time.Time) (to int64, err error) {
	// The cursors are locked: a replay that sets one back waits, or is seen.
	if _, err := tx.Exec(ctx, `select from outward.cursors where tenant_id = $1 order by subscription for update`, tenant); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `select least(
		(select seq from outward.feeds where tenant_id = $1),
		(select min(seq) from outward.cursors where tenant_id = $1),
		(select seq - 1 from outward.notices where tenant_id = $1 and created_at >= $2 order by seq limit 1),
		(select min(first_seq) - 1 from outward.deliveries where tenant_id = $1 and (outcome is null or tried_at >= $2)))`, tenant, before).Scan(&to)
	for err == nil { // what went out together stays together
		var first *int64
		err = tx.QueryRow(ctx, `select min(first_seq) from outward.deliveries where tenant_id = $1 and first_seq <= $2 and last_seq > $2`, tenant, to).Scan(&first)
		if err != nil || first == nil {
			break
		}
		to = *first - 1
	}
	return to, err
}

// Kept is from which position of the log on there is something to tell once more; pruned tells
// that there was something before it.
func Kept(ctx context.Context, pool *pgxpool.Pool, tenant uuid.UUID) (position int64, pruned bool, err error) {
	err = pool.QueryRow(ctx, `select coalesce((select n.position from outward.notices n where n.tenant_id = f.tenant_id order by n.seq limit 1), f.position + 1), f.pruned > 0
		from outward.feeds f where f.tenant_id = $1`, tenant).Scan(&position, &pruned)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	return position, pruned, err
}
