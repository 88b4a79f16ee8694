package eventstore

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"coresync/domain/event"
	"coresync/eventstore/leaf"

	"github.com/google/uuid"
)

// prepared is an append with everything done that needs no lock: sealed,
// encoded, hashed. Positions, versions and leaf hashes are still missing.
type prepared struct {
	req     Append
	rows    []row
	streams []string // distinct, sorted
	hmac    []byte   // of the request; nil: not repeatable

	done Appended
	err  error
}

// row is one event with what its stream's head gets.
type row struct {
	event.Recorded
	payloadHash [32]byte
	tag         []byte // nil: leave it
	tagVersion  int16
	snapshot    bool
}

func (s *Store) prepare(ctx context.Context, a Append) (*prepared, error) {
	if len(a.Events) > MaxChunk {
		return nil, fmt.Errorf("append %d events at once: the most is %d; split them", len(a.Events), MaxChunk)
	}
	if a.Actor == "" {
		return nil, fmt.Errorf("append %d events: the actor is missing", len(a.Events))
	}
	p := &prepared{req: a, rows: make([]row, len(a.Events))}
	ids := make([]uuid.UUID, len(a.Events))
	payloads := make([]event.Payload, len(a.Events))
	for i, e := range a.Events {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, fmt.Errorf("make an event id: %w", err)
		}
		ids[i], payloads[i] = id, e.Payload
	}
	if a.ID != uuid.Nil {
		hmac, err := s.requestHMAC(ctx, a)
		if err != nil {
			return nil, err
		}
		p.hmac = hmac
	}
	if err := s.cfg.Sealer.Seal(ctx, a.Tenant, ids, payloads); err != nil {
		return nil, fmt.Errorf("seal %d events: %w", len(payloads), err)
	}
	if err := s.fillRows(p, ids); err != nil {
		return nil, err
	}
	p.streams = streamNames(a.Events)
	return p, nil
}

func (s *Store) fillRows(p *prepared, ids []uuid.UUID) error {
	now := s.cfg.Clock().UTC().Truncate(time.Microsecond)
	correlation := p.req.CorrelationID
	if correlation == uuid.Nil && len(ids) > 0 {
		correlation = ids[0]
	}
	for i, e := range p.req.Events {
		def, err := s.cfg.Registry.Lookup(e.Payload.EventType())
		if err != nil {
			return fmt.Errorf("append to %s: %w", e.Stream, err)
		}
		payload, err := event.Encode(e.Payload)
		if err != nil {
			return fmt.Errorf("append to %s: %w", e.Stream, err)
		}
		if len(payload) > MaxPayload {
			return &EventTooLargeError{Stream: e.Stream, Bytes: len(payload)}
		}
		occurred := now
		if !e.OccurredAt.IsZero() {
			occurred = e.OccurredAt.UTC().Truncate(time.Microsecond)
		}
		p.rows[i] = row{
			Recorded: event.Recorded{
				Tenant: p.req.Tenant, Stream: e.Stream, ID: ids[i], Type: def.Type,
				SchemaVersion: def.SchemaVersion, OccurredAt: occurred, Actor: p.req.Actor,
				CorrelationID: correlation, CausationID: p.req.CausationID,
				Metadata: e.Metadata, Payload: payload,
			},
			payloadHash: leaf.PayloadHash(payload),
			tag:         e.Tag,
			tagVersion:  e.TagVersion,
			snapshot:    def.Snapshot,
		}
	}
	return nil
}

// requestHMAC is the tag of a request as its caller sees it, before event ids and
// sealing make each attempt different.
func (s *Store) requestHMAC(ctx context.Context, a Append) ([]byte, error) {
	tag, err := s.cfg.Sealer.Tagger(ctx, a.Tenant)
	if err != nil {
		return nil, fmt.Errorf("hash the request: %w", err)
	}
	var text []byte
	field := func(b []byte) {
		text = binary.BigEndian.AppendUint32(text, uint32(len(b)))
		text = append(text, b...)
	}
	for _, e := range a.Events {
		payload, err := event.PlainText(e.Payload)
		if err != nil {
			return nil, fmt.Errorf("hash the request for %s: %w", e.Stream, err)
		}
		field([]byte(e.Stream))
		field([]byte(e.Payload.EventType()))
		field(payload)
	}
	return tag(nil, text), nil
}

func streamNames(events []event.New) []string {
	names := make([]string, len(events))
	for i, e := range events {
		names[i] = e.Stream
	}
	slices.Sort(names)
	return slices.Compact(names)
}
