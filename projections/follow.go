package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// logHead is where a tenant's log stands.
type logHead struct {
	tenant   uuid.UUID
	position int64
}

// headsSQL finds the logs that are ahead of their read models. The time of the
// checkpoint that is farthest behind keeps old partitions out.
const headsSQL = `
select l.tenant_id, h.position
from projection.live l
join lateral (
	select min(c.position) as position, min(coalesce(c.recorded_at, '-infinity')) as recorded_at
	from projection.releases r
	join eventstore.checkpoints c on c.tenant_id = r.tenant_id
		and c.consumer = projection.consumer(r.model, r.build, r.variant)
	where r.tenant_id = l.tenant_id and r.release = l.release) c on true
join lateral (
	select e.position from eventstore.events e
	where e.tenant_id = l.tenant_id and e.recorded_at >= c.recorded_at
	order by e.position desc limit 1) h on h.position > c.position`

// Follow keeps all read models of all tenants up to date until the context ends,
// and then returns nil. It is woken by Wake; polling is the safety net. Faults of
// the database are logged and tried again for ever.
func (e *Engine) Follow(ctx context.Context) error {
	defer e.wg.Wait()
	boxes := make([]chan []logHead, len(e.live))
	for i, l := range e.live {
		boxes[i] = make(chan []logHead, 1)
		e.wg.Go(func() { l.follow(ctx, boxes[i]) })
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		case <-e.wake:
		}
		timer.Reset(e.cfg.Poll)
		heads, err := e.heads(ctx)
		if err != nil {
			e.complain(ctx, "look for new events", err)
			continue
		}
		for _, box := range boxes {
			post(box, heads)
		}
	}
}

// post replaces what waits in a box by newer heads.
func post(box chan []logHead, heads []logHead) {
	if len(heads) == 0 {
		return
	}
	select {
	case <-box: // a tenant that was ahead and is not named now has been caught up with
	default:
	}
	box <- heads
}

func (e *Engine) heads(ctx context.Context) ([]logHead, error) {
	rows, err := e.pool.Query(ctx, headsSQL)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (h logHead, err error) {
		return h, row.Scan(&h.tenant, &h.position)
	})
}

func (l *Live) follow(ctx context.Context, box <-chan []logHead) {
	for {
		select {
		case <-ctx.Done():
			return
		case heads := <-box:
			for _, h := range heads {
				if err := l.catchUp(ctx, h); err != nil && !errors.Is(err, ErrBusy) {
					l.engine.complain(ctx, "project "+l.model.Name, err)
				}
			}
		}
	}
}

// complain logs a fault, unless it is only that the program ends.
func (e *Engine) complain(ctx context.Context, doing string, err error) {
	if ctx.Err() == nil {
		e.cfg.Logger.ErrorContext(ctx, "read models: will try again", "doing", doing, "error", err)
	}
}

// catchUp applies ranges until the model stands at the head. While it writes one
// range, the next is read.
func (l *Live) catchUp(ctx context.Context, h logHead) error {
	size := int64(l.engine.cfg.BatchSize)
	for {
		done, err := l.step(ctx, h, &size)
		if err != nil || done {
			return err
		}
	}
}

// maxRange bounds a range of a model that reads few of the events.
const maxRange = 50_000

// step applies one range in a transaction of its own. ctx outlives it: reading
// ahead goes on while the next step begins.
func (l *Live) step(ctx context.Context, h logHead, size *int64) (done bool, err error) {
	err = pgx.BeginFunc(ctx, l.engine.pool, func(tx pgx.Tx) error {
		t, c, err := l.lock(ctx, tx, h.tenant)
		if err != nil {
			return err
		}
		if done = c.Position >= h.position; done {
			return nil
		}
		b, err := l.feed.take(ctx, tx, t.rules, Range{h.tenant, c.Position, min(c.Position+*size, h.position)}, c.RecordedAt)
		if err != nil {
			return err
		}
		*size = l.nextSize(*size, len(b.events))
		done = b.To == h.position
		l.feed.ahead(ctx, t.rules, Range{h.tenant, b.To, min(b.To+*size, h.position)}, b.recordedAt)
		return l.apply(ctx, tx, t, c, b)
	})
	if err != nil {
		return false, fmt.Errorf("%s of tenant %s: %w", l.model.Name, h.tenant, err)
	}
	return done, nil
}

// nextSize adapts the range to how many of its events the model reads, so that a
// batch has about BatchSize of them.
func (l *Live) nextSize(size int64, events int) int64 {
	found, aim := int64(events), int64(l.engine.cfg.BatchSize)
	switch {
	case found*4 < aim && size < maxRange:
		return min(size*2, maxRange)
	case found > aim*3/2:
		return max(size/2, 1)
	}
	return size
}
