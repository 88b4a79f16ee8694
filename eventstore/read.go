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
	var b strings.Builder
	args := []any{tenant}
	b.WriteString(`select ` + EventColumns + ` from eventstore.events where tenant_id = $1`)
	where := func(condition string, arg any) {
		args = append(args, arg)
		fmt.Fprintf(&b, " and "+condition, len(args))
	}
	if q.After > 0 {
		where("position > $%d", q.After)
	}
	if q.To > 0 {
		where("position <= $%d", q.To)
	}
	if len(q.Types) > 0 {
		where("type = any($%d)", q.Types)
	}
	if len(q.Streams) > 0 {
		where("stream = any($%d)", q.Streams)
	}
	if q.StreamPrefix != "" {
		where("starts_with(stream, $%d)", q.StreamPrefix)
	}
	if !q.Since.IsZero() {
		where("recorded_at >= $%d", q.Since)
	}
	if !q.Until.IsZero() {
		where("recorded_at <= $%d", q.Until)
	}
	b.WriteString(" order by position")
	if q.Backwards {
		b.WriteString(" desc")
	}
	if q.Limit > 0 {
		args = append(args, q.Limit)
		fmt.Fprintf(&b, " limit $%d", len(args))
	}
	return b.String(), args
}
