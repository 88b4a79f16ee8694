package topic

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// execer is what one statement needs of a pool, a connection or a transaction.
type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// lockSQL looks before it locks: a row that is not behind the head is not locked,
// so nothing is written, not even a transaction id. A row that another process
// has locked is skipped. The range's end is found by a backward step in the
// primary key; positions have no gaps, so the newest event within the limit is
// the last of the range.
const lockSQL = `
with checkpoint as (
    select position, recorded_at, state from eventstore.checkpoints
    where tenant_id = $1 and consumer = $2 and position < $3
    for update skip locked
)
select c.position, c.recorded_at, c.state, e.position, e.recorded_at,
       case when $5 then set_config('synchronous_commit', 'off', true) end
from checkpoint c
left join lateral (
    select position, recorded_at from eventstore.events
    where tenant_id = $1 and position > c.position and position <= c.position + $4
      and recorded_at >= coalesce(c.recorded_at, '-infinity')
    order by position desc limit 1
) e on true`

// claim is a locked checkpoint and what can be read after it.
type claim struct {
	position, to     int64 // to = position: there is nothing to read
	recordedAt, toAt time.Time
	state            []byte
}

// lock takes the checkpoint for the life of tx; ok is false when there is nothing
// behind the head or another process has it.
func lock(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, consumer string, head int64, limit int, async bool) (c claim, ok bool, err error) {
	var at, toAt *time.Time
	var to *int64
	var setting *string
	err = tx.QueryRow(ctx, lockSQL, tenant, consumer, head, int64(limit), async).Scan(&c.position, &at, &c.state, &to, &toAt, &setting)
	if errors.Is(err, pgx.ErrNoRows) {
		return claim{}, false, nil
	}
	if err != nil {
		return claim{}, false, fmt.Errorf("lock the checkpoint of %s for tenant %s: %w", consumer, tenant, err)
	}
	if at != nil {
		c.recordedAt = *at
	}
	c.to, c.toAt = c.position, c.recordedAt
	if to != nil {
		c.to, c.toAt = *to, *toAt
	}
	return c, true, nil
}

// look reads a checkpoint without locking it; ok is false when there is none yet.
func look(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, consumer string) (position int64, ok bool, err error) {
	err = tx.QueryRow(ctx, `select position from eventstore.checkpoints where tenant_id = $1 and consumer = $2`,
		tenant, consumer).Scan(&position)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("read the checkpoint of %s for tenant %s: %w", consumer, tenant, err)
	}
	return position, true, nil
}

// create makes a checkpoint at the beginning of a log; harmless when it is there.
func create(ctx context.Context, db execer, tenant uuid.UUID, consumer string) error {
	_, err := db.Exec(ctx, `insert into eventstore.checkpoints (tenant_id, consumer) values ($1, $2) on conflict do nothing`,
		tenant, consumer)
	if err != nil {
		return fmt.Errorf("make the checkpoint of %s for tenant %s: %w", consumer, tenant, err)
	}
	return nil
}

// ErrMiscounted says that the reported counts don't add up to the range.
var ErrMiscounted = errors.New("applied + ignored + superseded + failed is not the number of events")

// move writes the checkpoint of an acked message, in its transaction.
func move(ctx context.Context, d *delivery) error {
	r, n := d.rng, d.counts
	if !d.counted {
		n = Counts{Applied: r.Events()}
	}
	if n.sum() != r.Events() {
		return fmt.Errorf("move the checkpoint of %s: %d events, reported %+v: %w", r.id(), r.Events(), n, ErrMiscounted)
	}
	tag, err := d.tx.Exec(ctx, `
update eventstore.checkpoints
set position = $4, recorded_at = $5, updated_at = now(), state = coalesce($6, state),
    applied = applied + $7, ignored = ignored + $8, superseded = superseded + $9, failed = failed + $10
where tenant_id = $1 and consumer = $2 and position = $3`,
		r.Tenant, r.Consumer, r.After, r.To, r.ToRecordedAt, d.newState, n.Applied, n.Ignored, n.Superseded, n.Failed)
	if err != nil {
		return fmt.Errorf("move the checkpoint of %s: %w", r.id(), err)
	}
	if tag.RowsAffected() != 1 {
		return fmt.Errorf("move the checkpoint of %s: the handler moved it or took it away", r.id())
	}
	return nil
}
