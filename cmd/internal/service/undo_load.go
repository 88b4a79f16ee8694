package service

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// saveTook bounds how long the appends of one save may lie apart.
const saveTook = 10 * time.Minute

var errFound = errors.New("found all of it")

// find reads what a save changed, in the order of the streams' names; only: just
// these streams, if any are named.
func (s undos) find(ctx context.Context, tenant, id uuid.UUID, only []string) ([]decided, error) {
	kinds := undoKinds()
	streams, err := s.streamsOf(ctx, tenant, id, kinds)
	if err != nil {
		return nil, err
	}
	if len(streams) == 0 {
		return nil, domain.NotFound("undo")
	}
	var faults []domain.Fault
	for i, stream := range only {
		if streams[stream] == nil {
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/streams/%d", i), Code: "unknown", Message: "The save changed no such stream."})
		}
	}
	if err := domain.Invalid(faults); err != nil {
		return nil, err
	}
	var all []decided
	for stream, d := range streams {
		if len(only) == 0 || slices.Contains(only, stream) {
			all = append(all, *d)
		}
	}
	slices.SortFunc(all, func(a, b decided) int { return compareStreams(a.stream, b.stream) })
	for part := range slices.Chunk(all, eventstore.MaxChunk) {
		if err := s.loadAll(ctx, tenant, part); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// streamsOf finds the streams that a save changed, and its first and last event in each.
func (s undos) streamsOf(ctx context.Context, tenant, id uuid.UUID, kinds []undoKind) (map[string]*decided, error) {
	var types []event.Type
	for i := range kinds {
		types = append(types, kinds[i].types...)
	}
	streams := make(map[string]*decided)
	var newest time.Time
	err := s.log.Read(ctx, tenant, eventstore.Query{Types: types, Backwards: true}, func(e event.Recorded) error {
		if !newest.IsZero() && newest.Sub(e.RecordedAt) > saveTook {
			return errFound
		}
		if e.CorrelationID != id {
			return nil
		}
		if newest.IsZero() {
			newest = e.RecordedAt
		}
		d := streams[e.Stream]
		if d == nil {
			d = &decided{stream: e.Stream, kind: undoKindOf(kinds, e.Stream), last: e.Version}
			if d.kind == nil {
				return fmt.Errorf("undo %s of %s: it is no stream of decisions", e.Type, e.Stream)
			}
			streams[e.Stream] = d
		}
		d.first = e.Version
		return nil
	})
	if err != nil && !errors.Is(err, errFound) {
		return nil, conflicts(err)
	}
	return streams, nil
}

// mostOfStream is how many events of a stream are read together with those of others.
const mostOfStream = 1000

// loadAll folds streams to before the save, and to now: all in one query, but those that
// are longer than is usual.
func (s undos) loadAll(ctx context.Context, tenant uuid.UUID, all []decided) error {
	streams := make([]string, len(all))
	for i := range all {
		streams[i] = all[i].stream
	}
	found, err := s.log.NewestOf(ctx, tenant, streams, math.MaxInt64, mostOfStream)
	if err != nil {
		return err
	}
	for i := range all {
		events := found[all[i].stream]
		slices.Reverse(events) // the oldest first
		if len(events) == mostOfStream {
			if events, err = s.whole(ctx, tenant, all[i].stream); err != nil {
				return err
			}
		}
		if err := s.fold(ctx, tenant, &all[i], events); err != nil {
			return err
		}
	}
	return nil
}

// whole are all events of a stream.
func (s undos) whole(ctx context.Context, tenant uuid.UUID, stream string) (all []event.Recorded, err error) {
	for {
		var after int64
		if len(all) > 0 {
			after = all[len(all)-1].Version
		}
		events, err := s.log.ReadStream(ctx, tenant, stream, after, mostOfStream)
		if all = append(all, events...); err != nil || len(events) < mostOfStream {
			return all, err
		}
	}
}

// fold works out what the save did to a stream, by its events.
func (s undos) fold(ctx context.Context, tenant uuid.UUID, d *decided, events []event.Recorded) error {
	origin := make(map[event.Payload]uuid.UUID) // by which event a state came, where it has to be opened
	for _, e := range events {
		p, err := s.log.Registry().Decode(e)
		if err != nil {
			return fmt.Errorf("load %s: %w", d.stream, err)
		}
		if e.Version == d.first {
			d.before = d.now
		}
		if d.kind.personal {
			origin[p] = e.ID
		}
		d.now, d.version, d.actor, d.at = d.kind.evolve(d.now, p), e.Version, e.Actor, e.RecordedAt
	}
	return s.open(ctx, tenant, d, origin)
}

// correlationAt is the correlation of the event at a position.
func correlationAt(ctx context.Context, log *eventstore.Store, tenant uuid.UUID, position int64) (id uuid.UUID, err error) {
	err = log.Read(ctx, tenant, eventstore.Query{After: position - 1, To: position}, func(e event.Recorded) error {
		id = e.CorrelationID
		return nil
	})
	return id, err
}

// undoOf is what to give to Undos to take an append back; nil where it wrote nothing.
func undoOf(ctx context.Context, log *eventstore.Store, tenant uuid.UUID, done eventstore.Appended) (*uuid.UUID, error) {
	if done.Last == 0 {
		return nil, nil
	}
	id, err := correlationAt(ctx, log, tenant, done.Last)
	if err != nil || id == uuid.Nil {
		return nil, err
	}
	return &id, nil
}

// undoable adds to an answer what takes the change back.
func undoable(ctx context.Context, log *eventstore.Store, tenant uuid.UUID, done eventstore.Appended, w api.Written, err error) (api.Written, error) {
	if err != nil {
		return w, err
	}
	w.Undo, err = undoOf(ctx, log, tenant, done)
	return w, err
}

// compareStreams orders streams by kind, then by number: 9 before 10.
func compareStreams(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}
