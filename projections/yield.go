package projections

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// The rebuild's manners: it waits while the live rows are older than Config.LiveFirst,
// as long as somebody carries them on, and no longer than that at a time.
const (
	yieldLook  = 100 * time.Millisecond
	standstill = 500 * time.Millisecond // between two batches
	yieldMost  = 20 * time.Second
)

// yield lets the live rows of a tenant go first: it waits while they lag and move.
// Where nobody moves them, waiting would help nobody.
func (s *session) yield(ctx context.Context, tenant uuid.UUID) error {
	if s.engine.cfg.LiveFirst < 0 {
		return nil
	}
	began := time.Now()
	moved, last := began, int64(-1)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-timer.C:
		}
		position, lag, err := s.engine.lag(ctx, s.live.model.Name, tenant)
		if err != nil || lag <= s.engine.cfg.LiveFirst || position == s.stands {
			return err
		}
		working, err := s.engine.carried(ctx, s.live.model.Name, tenant)
		if err != nil {
			return err
		}
		if position != last || working {
			last, moved = position, time.Now()
		}
		if time.Since(moved) > standstill {
			s.stands = position // nobody carries them
			return nil
		}
		if time.Since(began) > yieldMost {
			return nil
		}
		timer.Reset(yieldLook)
	}
}

// carried tells whether somebody works on the live rows just now: who does has the
// checkpoint locked.
func (e *Engine) carried(ctx context.Context, model string, tenant uuid.UUID) (bool, error) {
	var free bool
	err := e.pool.QueryRow(ctx, `with c as (select c.tenant_id from projection.live l
			join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release and r.model = $2
			join eventstore.checkpoints c on c.tenant_id = l.tenant_id and c.consumer = projection.consumer(r.model, r.build, r.variant)
			where l.tenant_id = $1 for key share of c skip locked)
		select exists (select from c)`, tenant, model).Scan(&free)
	if err != nil {
		return false, fmt.Errorf("look who carries the live rows of %s: %w", model, err)
	}
	return !free, nil
}

// lag is how old the oldest event is that the live rows lack; 0 at the log's end.
func (e *Engine) lag(ctx context.Context, model string, tenant uuid.UUID) (position int64, lag time.Duration, err error) {
	var next *time.Time
	err = e.pool.QueryRow(ctx, `select coalesce(min(c.position), 0), min(n.recorded_at)
		from projection.live l
		join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release and r.model = $2
		join eventstore.checkpoints c on c.tenant_id = l.tenant_id and c.consumer = projection.consumer(r.model, r.build, r.variant)
		left join lateral (select e.recorded_at from eventstore.events e
			where e.tenant_id = l.tenant_id and e.position = c.position + 1
			and e.recorded_at >= coalesce(c.recorded_at, '-infinity')) n on true
		where l.tenant_id = $1`, tenant, model).Scan(&position, &next)
	if err != nil {
		return 0, 0, fmt.Errorf("look how far the live rows of %s are: %w", model, err)
	}
	if next == nil {
		return position, 0, nil
	}
	return position, e.cfg.Clock().Sub(*next), nil
}
