package decide

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// Batch is several commands, each about a stream of its own, that are carried out in
// one append: what they come to is written whole or not at all. A command that fails, or
// whose stream is not where it expects it, writes nothing and leaves the others alone.
type Batch[Command any] struct {
	Tenant uuid.UUID
	Actor  string
	// ID makes the batch idempotent; zero: it is not repeated.
	ID          uuid.UUID
	Correlation uuid.UUID
	Rows        []Row[Command] // of eventstore.MaxChunk events at most
}

// Row is one command of a batch; see Request.
type Row[Command any] struct {
	Stream  string
	Command Command
	Version int64 // that the person saw; negative: any
	// First are events of other streams that must be there before: they are written
	// unless the row fails. Expect are expectations of their streams.
	First  []event.New
	Expect map[string]eventstore.Expected
	Also   []event.New // written where the command changes something
}

// Outcome is what became of a row.
type Outcome struct {
	Version int64 // of its stream, after the batch
	Changed bool
	Err     error // the decider's, or a *eventstore.VersionConflictError
}

// BatchLog is what a batch needs of the store.
type BatchLog interface {
	Log
	NewestOf(ctx context.Context, tenant uuid.UUID, streams []string, to int64, most int) (map[string][]event.Recorded, error)
}

// ErrRepeated refuses a batch with two commands about one stream.
var ErrRepeated = errors.New("two commands of a batch are about one stream")

// ErrLeft is the outcome of a row that would change something now, in a batch that was
// carried out before without it.
var ErrLeft = errors.New("the batch was carried out before, and left this row as it is")

// Together carries a batch out. An error means that nothing was written: a conflict of a
// stream in Expect, or the store's own.
func Together[S, C any](ctx context.Context, log BatchLog, d Decider[S, C], b Batch[C]) ([]Outcome, eventstore.Appended, error) {
	before, replayed, err := lookup(ctx, log, b.Tenant, b.ID)
	if err != nil {
		return nil, before, err
	}
	for attempt := 1; ; attempt++ {
		outcomes, a, err := decideAll(ctx, log, d, b)
		if err != nil {
			return nil, before, err
		}
		if replayed {
			return outcomes, before, recall(ctx, log, b, before, outcomes)
		}
		done, err := log.Append(ctx, a)
		var conflict *eventstore.VersionConflictError
		if errors.As(err, &conflict) && attempt < attempts && slices.ContainsFunc(b.Rows, func(r Row[C]) bool { return r.Stream == conflict.Stream }) {
			continue // somebody was quicker; the next look tells that row
		}
		for i, row := range b.Rows {
			if version, wrote := done.Versions[row.Stream]; wrote {
				outcomes[i].Version = version
			}
		}
		return outcomes, done, err
	}
}

func lookup(ctx context.Context, log Log, tenant, id uuid.UUID) (eventstore.Appended, bool, error) {
	if id == uuid.Nil {
		return eventstore.Appended{}, false, nil
	}
	return log.Lookup(ctx, tenant, id)
}

// decideAll decides every row by what its stream holds now.
func decideAll[S, C any](ctx context.Context, log BatchLog, d Decider[S, C], b Batch[C]) ([]Outcome, eventstore.Append, error) {
	a := eventstore.Append{Tenant: b.Tenant, ID: b.ID, Actor: b.Actor, CorrelationID: b.Correlation, Expect: make(map[string]eventstore.Expected)}
	states, versions, err := loadAll(ctx, log, d, b)
	if err != nil {
		return nil, a, err
	}
	outcomes := make([]Outcome, len(b.Rows))
	for i, row := range b.Rows {
		version := versions[row.Stream]
		outcomes[i].Version = version
		if row.Version >= 0 && row.Version != version {
			outcomes[i].Err = &eventstore.VersionConflictError{Stream: row.Stream, Want: eventstore.Exact(row.Version), Got: version}
			continue
		}
		payloads, err := d.Decide(states[row.Stream], row.Command)
		if outcomes[i].Err = err; err != nil || len(payloads)+len(row.First) == 0 {
			continue
		}
		outcomes[i].Changed = true
		a.Expect[row.Stream] = eventstore.Exact(version)
		maps.Copy(a.Expect, row.Expect)
		a.Events = append(a.Events, row.First...)
		for _, p := range payloads {
			a.Events = append(a.Events, event.New{Stream: row.Stream, Payload: p})
		}
		if len(payloads) > 0 {
			a.Events = append(a.Events, row.Also...)
		}
	}
	return outcomes, a, nil
}

// loadAll folds the streams of all rows, which it reads in one query.
func loadAll[S, C any](ctx context.Context, log BatchLog, d Decider[S, C], b Batch[C]) (map[string]S, map[string]int64, error) {
	states, versions := make(map[string]S, len(b.Rows)), make(map[string]int64, len(b.Rows))
	streams := make([]string, len(b.Rows))
	for i, row := range b.Rows {
		if slices.Contains(streams[:i], row.Stream) {
			return nil, nil, fmt.Errorf("%w: %s", ErrRepeated, row.Stream)
		}
		streams[i] = row.Stream
	}
	found, err := log.NewestOf(ctx, b.Tenant, streams, math.MaxInt64, pageSize)
	if err != nil {
		return nil, nil, err
	}
	for stream, events := range found {
		if len(events) == pageSize { // there may be more before them
			states[stream], versions[stream], err = load(ctx, log, d, Request[C]{Tenant: b.Tenant, Stream: stream})
			if err != nil {
				return nil, nil, err
			}
			continue
		}
		for _, e := range slices.Backward(events) {
			payload, err := log.Registry().Decode(e)
			if err != nil {
				return nil, nil, fmt.Errorf("load %s: %w", stream, err)
			}
			states[stream], versions[stream] = d.Evolve(states[stream], payload), e.Version
		}
	}
	return states, versions, nil
}

// recall tells of each row what an append of before did with it.
func recall[C any](ctx context.Context, log Log, b Batch[C], before eventstore.Appended, outcomes []Outcome) error {
	wrote := make(map[string]int64)
	err := log.Read(ctx, b.Tenant, eventstore.Query{After: before.First - 1, To: before.Last}, func(e event.Recorded) error {
		wrote[e.Stream] = e.Version
		return nil
	})
	for i, row := range b.Rows {
		version, is := wrote[row.Stream]
		switch {
		case is:
			outcomes[i] = Outcome{Version: version, Changed: true}
		case outcomes[i].Changed:
			outcomes[i] = Outcome{Version: outcomes[i].Version, Err: ErrLeft}
		}
	}
	return err
}
