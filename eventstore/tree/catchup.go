package tree

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// CatchUp takes in what a log holds beyond its tree and signs a head of all of it:
// for a verb that can't wait for a worker, or has none. Beside one they take turns.
func (n *Notary) CatchUp(ctx context.Context, tenant uuid.UUID) error {
	_, err := n.pool.Exec(ctx, `insert into eventstore.checkpoints (tenant_id, consumer) values ($1, $2) on conflict do nothing`,
		tenant, Consumer)
	for more := err == nil; more && err == nil; {
		err = pgx.BeginFunc(ctx, n.pool, func(tx pgx.Tx) error {
			more, err = n.step(ctx, tx, tenant)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("bring the tree of tenant %s up to date: %w", tenant, err)
	}
	return nil
}

const (
	lockCheckpoint = `select position, recorded_at, state from eventstore.checkpoints
where tenant_id = $1 and consumer = $2 for update`

	nextRange = `select position, recorded_at from eventstore.events
where tenant_id = $1 and position > $2 and position <= $3 and recorded_at >= coalesce($4, '-infinity'::timestamptz)
order by position desc limit 1`

	moveCheckpoint = `update eventstore.checkpoints
set position = $3, recorded_at = $4, state = $5, applied = applied + $6, updated_at = now()
where tenant_id = $1 and consumer = $2`
)

// step takes in one range; more is false when there was none and a head was signed
// of what is there.
func (n *Notary) step(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) (more bool, err error) {
	r := Range{Tenant: tenant}
	var since *time.Time
	var raw []byte
	if err := tx.QueryRow(ctx, lockCheckpoint, tenant, Consumer).Scan(&r.After, &since, &raw); err != nil {
		return false, err
	}
	if since != nil {
		r.Since = *since
	}
	err = tx.QueryRow(ctx, nextRange, tenant, r.After, r.After+BatchSize, since).Scan(&r.To, &r.Until)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, n.signAll(ctx, tx, tenant, raw)
	}
	if err != nil {
		return false, err
	}
	state, err := Integrate(ctx, tx, r, raw)
	if err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, moveCheckpoint, tenant, Consumer, r.To, r.Until, state.Encode(), r.To-r.After)
	return true, err
}

// signAll signs the whole tree, however young the newest head is.
func (n *Notary) signAll(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, raw []byte) error {
	state, err := DecodeState(raw)
	if err != nil {
		return err
	}
	_, _, err = n.signAfter(ctx, tx, tenant, state, 0)
	return err
}
