package projections

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Status is how one read model of a tenant stands.
type Status struct {
	Generation
	Release int64
	Rules   string
	Checkpoint
	Head int64 // of the tenant's log
	// Age is 0 at the head, else the age of the oldest event that is not applied.
	Age time.Duration
	// Blocked are the rows that an event could not be folded into.
	Blocked []BlockedRow
}

// BlockedRow is a row that stays as it was before an event that can't be folded.
type BlockedRow struct {
	Table     string
	Row       uuid.UUID // zero: the event named none
	Position  int64
	EventType string
	Error     string
	Later     int64 // events of the row since
	Attempts  int   // at this event
	BlockedAt time.Time
}

const statusSQL = `
select r.model, r.build, r.variant, l.release, r.rules, c.position, c.recorded_at,
	c.applied, c.ignored, c.superseded, c.failed, c.state, coalesce(h.position, 0), n.recorded_at
from projection.live l
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
join eventstore.checkpoints c on c.tenant_id = l.tenant_id
	and c.consumer = projection.consumer(r.model, r.build, r.variant)
left join lateral (select e.position from eventstore.events e
	where e.tenant_id = l.tenant_id and e.recorded_at >= coalesce(c.recorded_at, '-infinity')
	order by e.position desc limit 1) h on true
left join lateral (select e.recorded_at from eventstore.events e
	where e.tenant_id = l.tenant_id and e.position = c.position + 1
	and e.recorded_at >= coalesce(c.recorded_at, '-infinity')) n on true
where l.tenant_id = $1
order by r.model`

// Status tells how the live read models of a tenant stand.
func (e *Engine) Status(ctx context.Context, tenant uuid.UUID) ([]Status, error) {
	rows, err := e.pool.Query(ctx, statusSQL, tenant)
	if err != nil {
		return nil, fmt.Errorf("status of the read models of tenant %s: %w", tenant, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Status, err error) {
		var state []byte
		var at, next *time.Time
		err = row.Scan(&s.Model, &s.Build, &s.Variant, &s.Release, &s.Rules, &s.Position, &at,
			&s.Applied, &s.Ignored, &s.Superseded, &s.Failed, &state, &s.Head, &next)
		if err != nil {
			return s, err
		}
		if at != nil {
			s.RecordedAt = *at
		}
		if next != nil {
			s.Age = e.cfg.Clock().Sub(*next)
		}
		return s, s.State.decode(state)
	})
	if err != nil {
		return nil, fmt.Errorf("status of the read models of tenant %s: %w", tenant, err)
	}
	for i := range all {
		if all[i].Blocked, err = e.blockedRows(ctx, tenant, all[i].Generation); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (e *Engine) blockedRows(ctx context.Context, tenant uuid.UUID, g Generation) ([]BlockedRow, error) {
	rows, err := e.pool.Query(ctx, `select table_name, row_id, position, event_type, error, later, attempts, blocked_at
		from projection.blocked where tenant_id = $1 and consumer = $2 order by position, table_name, row_id`,
		tenant, g.Consumer())
	if err != nil {
		return nil, fmt.Errorf("blocked rows of %s: %w", g.Consumer(), err)
	}
	blocked, err := pgx.CollectRows(rows, pgx.RowToStructByPos[BlockedRow])
	if err != nil {
		return nil, fmt.Errorf("blocked rows of %s: %w", g.Consumer(), err)
	}
	return blocked, nil
}
