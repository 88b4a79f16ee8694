package projections

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"coresync/domain"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Moment is a place in the past: exactly one of position and time is set.
type Moment struct {
	Position int64
	Time     time.Time // recorded_at: what was known then
	// Rules is the version of the rules to read it under, or RulesOfNow; empty: those of then.
	Rules string
}

// RulesOfNow stands for the rules that are in force when the past is read.
const RulesOfNow = "now"

// Past holds read models of a tenant as they were. Nothing of it is written.
type Past struct {
	Tenant     uuid.UUID
	Position   int64
	RecordedAt time.Time // of the event there; zero: before the first
	Rules      string
	rows       map[string]func() any // []*R by "model.table", made when they are first asked for
}

// PastRows returns the rows of a table, in no order.
func PastRows[R any](p *Past, model, table string) []*R {
	if rows := p.rows[model+"."+table]; rows != nil {
		if list, ok := rows().([]*R); ok {
			return list
		}
	}
	panic(fmt.Sprintf("table %s.%s is not part of this past, or has other rows", model, table))
}

// AsOf folds read models of a tenant up to a moment, in memory. Error: *domain.Error
// for a moment that the log has not reached, and for rules that never were.
func (e *Engine) AsOf(ctx context.Context, tenant uuid.UUID, at Moment, models ...string) (*Past, error) {
	past := &Past{Tenant: tenant, rows: make(map[string]func() any)}
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, e.pool, options, func(tx pgx.Tx) error {
		to, err := endAt(ctx, tx, tenant, at)
		if err != nil {
			return err
		}
		set, err := e.rulesFor(ctx, tx, tenant, at.Rules, to.position)
		if err != nil {
			return err
		}
		past.Position, past.RecordedAt, past.Rules = to.position, to.recordedAt, set.Version
		works, err := e.worksAt(ctx, tx, target{tenant: tenant, rules: set}, to, models)
		for _, w := range works {
			past.rows[w.where().gen.Model+"."+w.info().name] = sync.OnceValue(w.rows)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read models as of %s: %w", at, err)
	}
	return past, nil
}

func (m Moment) String() string {
	if m.Time.IsZero() {
		return fmt.Sprintf("position %d", m.Position)
	}
	return m.Time.Format(time.RFC3339Nano)
}

// endAt finds the newest event at or before a moment.
func endAt(ctx context.Context, db querier, tenant uuid.UUID, at Moment) (end, error) {
	head, err := headOf(ctx, db, tenant)
	switch {
	case errors.Is(err, errEmpty):
		return end{}, nil
	case err != nil:
		return end{}, err
	case !at.Time.IsZero():
		return newestBefore(ctx, db, tenant, head, at.Time)
	case at.Position > head.position:
		return end{}, domain.Invalid([]domain.Fault{{
			Pointer: "?as_of", Code: "in_the_future",
			Message: fmt.Sprintf("the log has reached position %d; ask for that or an earlier one", head.position),
		}})
	case at.Position <= 0:
		return end{}, nil
	}
	return eventAt(ctx, db, tenant, at.Position)
}

// newestBefore searches by halves: recorded_at never decreases within a log, so a
// time names one position, and no index of times is needed.
func newestBefore(ctx context.Context, db querier, tenant uuid.UUID, head end, at time.Time) (end, error) {
	low, high := end{}, head // low is at or before the time, high is after it
	if !head.recordedAt.After(at) {
		return head, nil
	}
	for high.position-low.position > 1 {
		middle, err := eventAt(ctx, db, tenant, low.position+(high.position-low.position)/2)
		if err != nil {
			return end{}, err
		}
		if middle.recordedAt.After(at) {
			high = middle
		} else {
			low = middle
		}
	}
	return low, nil
}

func eventAt(ctx context.Context, db querier, tenant uuid.UUID, position int64) (end, error) {
	e := end{position: position}
	err := db.QueryRow(ctx, `select recorded_at from eventstore.events where tenant_id = $1 and position = $2`,
		tenant, position).Scan(&e.recordedAt)
	if err != nil {
		return e, fmt.Errorf("find event %d of tenant %s: %w", position, tenant, err)
	}
	return e, nil
}

// PositionAt is where a tenant's log stood at a moment: its newest event then, 0 before the
// first. What is asked for by position is the same for ever. Error: *domain.Error for a
// position that the log has not reached.
func (e *Engine) PositionAt(ctx context.Context, tenant uuid.UUID, at Moment) (int64, error) {
	to, err := endAt(ctx, e.pool, tenant, at)
	if err != nil {
		return 0, fmt.Errorf("find where the log stood as of %s: %w", at, err)
	}
	return to.position, nil
}
