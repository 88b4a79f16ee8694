package bench

import (
	"context"
	"math/rand/v2"

	"coresync/cmd/internal/bench/baseline"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// appendBatch is how many device events of 2.2 KB fit into one transaction of the log.
const appendBatch = 400

// Append measures appending device events of 2.2 KB to streams that exist,
// against COPY of finished rows into an equal table. Goal: ≥ 0.7 ×.
func Append(ctx context.Context, o Options) ([]Row, error) {
	s, err := NewScratch(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := baseline.CopyTable(ctx, s.Pool); err != nil {
		return nil, err
	}
	n := or(o.Events, 20_000)
	random := rand.New(rand.NewPCG(1, 2))
	round := func(revision int) []event.New {
		events := make([]event.New, n)
		for i := range events {
			events[i] = observed(random, int64(i+1), revision)
		}
		return events
	}
	if err := s.append(ctx, eventstore.Append{Events: round(0)}); err != nil {
		return nil, err
	}
	var events []event.New
	var rows []event.Recorded
	row, err := contest{
		name: "append", n: n, goal: 0.7, scratch: s,
		prepare: func(ctx context.Context, number int) error {
			events = round(number + 1)
			rows = finished(events, int64(number*n))
			return nil
		},
		baseline: func(ctx context.Context, _ int) error {
			return baseline.CopyEvents(ctx, s.Pool, rows, appendBatch)
		},
		ours: func(ctx context.Context, _ int) error {
			return s.append(ctx, eventstore.Append{Events: events})
		},
	}.run(ctx, o)
	return []Row{row}, err
}

// finished gives events the columns that the store would give them.
func finished(events []event.New, after int64) []event.Recorded {
	rows := make([]event.Recorded, len(events))
	hash := make([]byte, 32)
	for i, e := range events {
		payload, _ := event.Encode(e.Payload)
		rows[i] = event.Recorded{
			Tenant: uuid.Nil, Position: after + int64(i) + 1, Stream: e.Stream, Version: after/int64(len(events)) + 2,
			ID: uuid.New(), Type: e.Payload.EventType(), SchemaVersion: 1, OccurredAt: benchEpoch, RecordedAt: benchEpoch,
			Actor: "bench", CorrelationID: uuid.Nil, Payload: payload, LeafHash: hash,
		}
	}
	return rows
}
