package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// CatchUp brings all models of a tenant to where its log stands now, in this
// goroutine. Error: ErrBusy where another process carries one; Wait for it then.
func (e *Engine) CatchUp(ctx context.Context, tenant uuid.UUID) error {
	h := logHead{tenant: tenant}
	err := e.pool.QueryRow(ctx, `select position from eventstore.events
		where tenant_id = $1 order by position desc limit 1`, tenant).Scan(&h.position)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the head of tenant %s: %w", tenant, err)
	}
	for _, l := range e.live {
		if err := l.catchUp(ctx, h); err != nil {
			return err
		}
	}
	return nil
}

// catchUpModel is CatchUp for one model.
func (e *Engine) catchUpModel(ctx context.Context, l *Live, tenant uuid.UUID) error {
	head, err := headOf(ctx, e.pool, tenant)
	if errors.Is(err, errEmpty) {
		return nil
	}
	if err != nil {
		return err
	}
	return l.catchUp(ctx, logHead{tenant: tenant, position: head.position})
}

// Wait returns as soon as all live read models of the tenant stand at the position
// or after it, whoever carries them. Error: the context's.
func (e *Engine) Wait(ctx context.Context, tenant uuid.UUID, position int64) error {
	pause := 2 * time.Millisecond
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the read models to reach %d: %w", position, context.Cause(ctx))
		case <-timer.C:
		}
		low, err := lowest(ctx, e.pool, tenant)
		if err != nil {
			return err
		}
		if low >= position {
			return nil
		}
		timer.Reset(pause)
		pause = min(pause*3/2, 100*time.Millisecond)
	}
}

// lowest is where the live read model of the tenant that is farthest behind stands.
func lowest(ctx context.Context, db querier, tenant uuid.UUID) (position int64, err error) {
	err = db.QueryRow(ctx, `select coalesce(min(c.position), 0)
		from projection.live l
		join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
		join eventstore.checkpoints c on c.tenant_id = l.tenant_id
			and c.consumer = projection.consumer(r.model, r.build, r.variant)
		where l.tenant_id = $1`, tenant).Scan(&position)
	if err != nil {
		return 0, fmt.Errorf("read the checkpoints of tenant %s: %w", tenant, err)
	}
	return position, nil
}
