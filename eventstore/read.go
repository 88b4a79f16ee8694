package eventstore

import (
	"context"
	"fmt"
	"strings"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// EventColumns are the columns that ScanEvent reads, in its order.
const EventColumns = `tenant_id, position, stream, version, event_id, type, schema_version, occurred_at,
	recorded_at, actor, correlation_id, causation_id, metadata, payload, leaf_hash`

// Querier is a pool, a connection or a transaction to read with.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Read implements Log.
func (s *Store) Read(ctx context.Context, tenant uuid.UUID, q Query, yield func(event.Recorded) error) error {
	if q.After > 0 && q.Since.IsZero() && !q.Backwards {
		if m := s.markOf(tenant); m.position <= q.After {
			q.Since = m.recordedAt
		}
	}
	return ReadWith(ctx, s.pool, tenant, q, yield)
}

// ReadStream implements Log.
func (s *Store) ReadStream(ctx context.Context, tenant uuid.UUID, stream string, after int64, limit int) ([]event.Recorded, error) {
	rows, err := s.pool.Query(ctx, `select `+EventColumns+` from eventstore.events
		where tenant_id = $1 and stream = $2 and version > $3 order by position limit $4`, tenant, stream, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", stream, err)
	}
	defer rows.Close()
	var events []event.Recorded
	for rows.Next() {
		e, err := ScanEvent(rows)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", stream, err)
		}
		events = append(events, Clone(e))
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", stream, err)
	}
	return events, nil
}

// ReadWith is Read on a connection or transaction of the caller's.
func ReadWith(ctx context.Context, db Querier, tenant uuid.UUID, q Query, yield func(event.Recorded) error) error {
	sql, args := q.sql(tenant)
	if q.apart() {
		sql, args = q.sqlApart(tenant)
	}
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("read the log of tenant %s after %d: %w", tenant, q.After, err)
	}
	defer rows.Close()
	for rows.Next() {
		e, err := ScanEvent(rows)
		if err != nil {
			return fmt.Errorf("read the log of tenant %s after %d: %w", tenant, q.After, err)
		}
		if err := yield(e); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the log of tenant %s after %d: %w", tenant, q.After, err)
	}
	return nil
}

// sql writes the query. Each condition stands only where it is asked for, so that
// the planner sees what it needs; values are always parameters.
func (q Query) sql(tenant uuid.UUID) (string, []any) {
	where, args := q.where(tenant)
	if len(q.Types) > 0 {
		args = append(args, q.Types)
		where += fmt.Sprintf(" and type = any($%d)", len(args))
	}
	if len(q.Streams) > 0 {
		args = append(args, q.Streams)
		where += fmt.Sprintf(" and stream = any($%d)", len(args))
	}
	order, args := q.order(args)
	return `select ` + EventColumns + ` from eventstore.events where ` + where + order, args
}

// apart tells whether each stream, or each type, is asked for on its own: the first few events
// of several. Left to the planner, which knows nothing of how rare a type is among the
// newest, it reads the log from its end until it has found enough, which may be all of it.
func (q Query) apart() bool {
	return q.Apart && q.Limit > 0 && (len(q.Streams) > 1 || len(q.Streams) == 0 && len(q.Types) > 1)
}

// sqlApart asks for the first events of each stream or type by its index, and takes the first
// of all of them.
func (q Query) sqlApart(tenant uuid.UUID) (string, []any) {
	where, args := q.where(tenant)
	column, values := "type", any(q.Types)
	if len(q.Streams) > 0 {
		column, values = "stream", q.Streams
		if len(q.Types) > 0 {
			args = append(args, q.Types)
			where += fmt.Sprintf(" and type = any($%d)", len(args))
		}
	}
	args = append(args, values)
	each := fmt.Sprintf("(select distinct unnest($%d::text[]) as name) n", len(args))
	order, args := q.order(args)
	return `select e.* from ` + each + ` cross join lateral (select ` + EventColumns + ` from eventstore.events
		where ` + where + ` and ` + column + ` = n.name collate "C"` + order + `) e` + order, args
}

// where are the conditions but those on types and streams by name.
func (q Query) where(tenant uuid.UUID) (string, []any) {
	var b strings.Builder
	args := []any{tenant}
	b.WriteString("tenant_id = $1")
	where := func(is bool, condition string, arg any) {
		if is {
			args = append(args, arg)
			fmt.Fprintf(&b, " and "+condition, len(args))
		}
	}
	where(q.After > 0, "position > $%d", q.After)
	where(q.To > 0, "position <= $%d", q.To)
	where(q.StreamPrefix != "", "starts_with(stream, $%d)", q.StreamPrefix)
	where(q.Actor != "", "actor = $%d", q.Actor)
	where(q.Correlation != uuid.Nil, "correlation_id = $%d", q.Correlation)
	where(q.ID != uuid.Nil, "event_id = $%d", q.ID)
	where(!q.Since.IsZero(), "recorded_at >= $%d", q.Since)
	where(!q.Until.IsZero(), "recorded_at <= $%d", q.Until)
	return b.String(), args
}

// order ends the query.
func (q Query) order(args []any) (string, []any) {
	order := " order by position"
	if q.Backwards {
		order += " desc"
	}
	if q.Limit > 0 {
		args = append(args, q.Limit)
		order += fmt.Sprintf(" limit $%d", len(args))
	}
	return order, args
}
