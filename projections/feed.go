package projections

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"coresync/domain/event"
	"coresync/domain/rules"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// querier is a pool, a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// batch is what a range holds for a model: its events, decoded.
type batch struct {
	Range
	events     []Event
	recordedAt time.Time  // of the event at To
	rows       *preloaded // of a batch that was read ahead; nil: none
}

// eventColumns are the columns that scanEvent reads, in its order.
const eventColumns = `position, stream, version, event_id, type, schema_version, occurred_at, recorded_at, actor, payload`

const rangeSQL = `select ` + eventColumns + ` from eventstore.events
	where tenant_id = $1 and position > $2 and position <= $3 and recorded_at >= $4 and type = any($5)
	order by position`

// decoder makes events out of what the log holds.
type decoder struct {
	model    *Model
	registry *event.Registry
	rules    *rules.Set
}

// read reads and decodes the events of a range that the model reads. since is the
// time of an event at or before After: it keeps old partitions out of the query.
func (d decoder) read(ctx context.Context, db querier, r Range, since time.Time) (*batch, error) {
	b := &batch{Range: r}
	rows, err := db.Query(ctx, rangeSQL, r.Tenant, r.After, r.To, since, d.model.types())
	if err != nil {
		return nil, fmt.Errorf("read events %d to %d of tenant %s: %w", r.After+1, r.To, r.Tenant, err)
	}
	if err := d.rows(rows, r.Tenant, func(e Event) { b.events = append(b.events, e) }); err != nil {
		return nil, fmt.Errorf("read events %d to %d of tenant %s: %w", r.After+1, r.To, r.Tenant, err)
	}
	if n := len(b.events); n > 0 && b.events[n-1].Position == r.To {
		b.recordedAt = b.events[n-1].RecordedAt
		return b, nil
	}
	err = db.QueryRow(ctx, `select recorded_at from eventstore.events
		where tenant_id = $1 and position = $2 and recorded_at >= $3`, r.Tenant, r.To, since).Scan(&b.recordedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("read event %d of tenant %s: the log does not reach that far", r.To, r.Tenant)
	}
	if err != nil {
		return nil, fmt.Errorf("read event %d of tenant %s: %w", r.To, r.Tenant, err)
	}
	return b, nil
}

// rows decodes while it reads; a payload that can't be decoded is noted in its
// event, since it must stop one row only.
func (d decoder) rows(rows pgx.Rows, tenant uuid.UUID, yield func(Event)) error {
	var e Event
	return eachRecorded(rows, tenant, func(raw *event.Recorded) {
		d.decode(raw, &e)
		yield(e)
	})
}

// eachRecorded reads the rows of a query for eventColumns. What it yields is valid until
// the next row.
func eachRecorded(rows pgx.Rows, tenant uuid.UUID, yield func(*event.Recorded)) error {
	defer rows.Close()
	var raw event.Recorded
	for rows.Next() {
		var err error
		if raw, err = scanEvent(rows.RawValues()); err != nil {
			return err
		}
		raw.Tenant = tenant
		yield(&raw)
	}
	return rows.Err()
}

// decode makes an event of a recorded one. It doesn't keep the recorded one's slices.
func (d decoder) decode(raw *event.Recorded, e *Event) {
	*e = Event{
		Tenant: raw.Tenant, Position: raw.Position, Stream: raw.Stream, Version: raw.Version, ID: raw.ID,
		Type: raw.Type, OccurredAt: raw.OccurredAt, RecordedAt: raw.RecordedAt, Actor: raw.Actor,
	}
	defer func() {
		if p := recover(); p != nil {
			e.Body, e.fault = nil, fmt.Errorf("decode %s at position %d: panic: %v\n%s", raw.Type, raw.Position, p, debug.Stack())
		}
	}()
	if d.model.Decode == nil {
		var body event.Payload
		if body, e.fault = d.registry.Decode(*raw); e.fault == nil {
			e.Body = body
		}
		return
	}
	payload, err := d.registry.Upcasted(*raw)
	if err == nil {
		e.Body, err = d.model.Decode(d.rules, e, payload)
	}
	if err != nil {
		e.Body, e.fault = nil, fmt.Errorf("decode %s at position %d: %w", raw.Type, raw.Position, err)
	}
}

var pgEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// scanEvent reads the wire's form of eventColumns; the payload is valid until the next row.
func scanEvent(v [][]byte) (event.Recorded, error) {
	if len(v) != 10 || len(v[0]) != 8 || len(v[2]) != 8 || len(v[3]) != 16 || len(v[5]) != 2 || len(v[6]) != 8 || len(v[7]) != 8 {
		return event.Recorded{}, fmt.Errorf("an event's row has an unknown shape of %d columns", len(v))
	}
	at := func(b []byte) time.Time { return time.UnixMicro(int64(binary.BigEndian.Uint64(b)) + pgEpoch).UTC() }
	return event.Recorded{
		Position:      int64(binary.BigEndian.Uint64(v[0])),
		Stream:        string(v[1]),
		Version:       int64(binary.BigEndian.Uint64(v[2])),
		ID:            uuid.UUID(v[3]),
		Type:          event.Type(v[4]),
		SchemaVersion: int16(binary.BigEndian.Uint16(v[5])),
		OccurredAt:    at(v[6]),
		RecordedAt:    at(v[7]),
		Actor:         string(v[8]),
		Payload:       v[9],
	}, nil
}
