package poller

import (
	"context"
	"fmt"

	"coresync/domain/event"
	"coresync/eventstore/pgcopy"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// stagedRows are events ready to be kept aside: sealed and written out.
type stagedRows struct {
	buf pgcopy.Buffer
	n   int
}

// sealForStage seals events under ids of their own and writes them out; nothing
// personal is in the stage in plain.
func (s *session) sealForStage(ctx context.Context, events []pending) (*stagedRows, error) {
	ids, payloads := make([]uuid.UUID, len(events)), make([]event.Payload, len(events))
	for i, e := range events {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, fmt.Errorf("make an event id: %w", err)
		}
		ids[i], payloads[i] = id, e.Payload
	}
	if err := s.p.cfg.Sealer.Seal(ctx, s.run.Tenant, ids, payloads); err != nil {
		return nil, fmt.Errorf("seal %d events: %w", len(events), err)
	}
	rows := &stagedRows{n: len(events)}
	for i, e := range events {
		def, err := s.p.cfg.Log.Registry().Lookup(e.Payload.EventType())
		if err != nil {
			return nil, err
		}
		payload, err := event.Encode(e.Payload)
		if err != nil {
			return nil, err
		}
		b := &rows.buf
		b.Row(12)
		b.UUID(s.run.Tenant)
		b.UUID(s.run.ID)
		b.Int64(s.run.staged + int64(i) + 1)
		b.UUID(ids[i])
		b.Text(e.Stream)
		b.Int64(e.version)
		b.Text(string(def.Type))
		b.Int16(def.SchemaVersion)
		b.Bytes(payload)
		if e.Tag == nil {
			b.Null()
		} else {
			b.Bytes(e.Tag)
		}
		b.Int16(e.TagVersion)
		b.Text(e.outcome)
	}
	s.run.staged += int64(len(events))
	return rows, nil
}

func (r *stagedRows) send(ctx context.Context, tx pgx.Tx) error {
	_, err := r.buf.Send(ctx, tx.Conn(), `poller.stage (tenant_id, run_id, seq, event_id, stream, stream_version,
		type, schema_version, payload, tag, tag_version, outcome)`)
	if err != nil {
		return fmt.Errorf("stage %d events: %w", r.n, err)
	}
	return nil
}
