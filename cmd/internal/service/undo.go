package service

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	decision "coresync/domain/mapping"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// undos implements api.Undos for decisions about organizations and locations.
type undos struct {
	log *eventstore.Store
	reads
}

// undoable are the types of events that can be taken back.
var undoable = []event.Type{
	"OrganizationMapped", "OrganizationIgnored", "OrganizationUnmapped", "OrganizationMatchRejected",
	"LocationMapped", "LocationIgnored", "LocationUnmapped",
}

// decided is one stream that a save changed.
type decided struct {
	place   decision.Place
	first   int64 // version of the save's first event in the stream
	last    int64
	before  decision.State
	now     decision.State
	version int64  // of the stream now
	actor   string // of its newest event
}

// Preview implements api.Undos.
func (s undos) Preview(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Undo, error) {
	all, err := s.find(ctx, scope.Tenant, id)
	if err != nil {
		return api.Undo{}, err
	}
	outcomes := make([]string, len(all))
	for i := range all {
		outcomes[i] = all[i].outcome()
	}
	rows, err := s.rows(ctx, scope.Tenant, all, outcomes)
	return api.Undo{Rows: rows}, err
}

// outcome is what undoing the stream's part would come to.
func (d *decided) outcome() string {
	switch {
	case len(decision.Restore(d.place, d.now, d.before)) == 0:
		return api.UndoUnchanged
	case d.version > d.last:
		return api.UndoChangedSince
	}
	return api.UndoOpen
}

// Undo implements api.Undos.
func (s undos) Undo(ctx context.Context, c api.Command, id uuid.UUID) (api.Undo, error) {
	all, err := s.find(ctx, c.Tenant, id)
	if err != nil {
		return api.Undo{}, err
	}
	if c.Correlation == uuid.Nil {
		c.Correlation = uuid.New()
	}
	outcomes, appended, errs := make([]string, len(all)), make([]eventstore.Appended, len(all)), make([]error, len(all))
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() { outcomes[i], appended[i], errs[i] = s.restore(ctx, c, &all[i]) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return api.Undo{}, conflicts(err)
	}
	rows, err := s.rows(ctx, c.Tenant, all, outcomes)
	if err != nil {
		return api.Undo{}, err
	}
	return s.undone(ctx, c.Tenant, rows, appended)
}

// undone adds where the effect is visible.
func (s undos) undone(ctx context.Context, tenant uuid.UUID, rows []api.UndoRow, appended []eventstore.Appended) (api.Undo, error) {
	newest := slices.MaxFunc(appended, func(a, b eventstore.Appended) int { return int(a.Last - b.Last) })
	newest.Tenant = tenant
	w, err := written(ctx, s.log, newest, uuid.Nil, 0)
	if err != nil {
		return api.Undo{}, err
	}
	u := api.Undo{Rows: rows, Position: &w.Position, Replayed: newest.Replayed}
	if newest.Last > 0 {
		correlation, err := correlationAt(ctx, s.log, tenant, newest.Last)
		if err != nil {
			return u, err
		}
		u.Undo = &correlation
	}
	return u, nil
}

// restore takes back what the save did to one stream, unless somebody decided since.
func (s undos) restore(ctx context.Context, c api.Command, d *decided) (string, eventstore.Appended, error) {
	a := eventstore.Append{
		Tenant: c.Tenant, Actor: c.Actor, CorrelationID: c.Correlation,
		Expect: map[string]eventstore.Expected{d.place.Stream(): eventstore.Exact(d.version)},
	}
	if c.AppendID != uuid.Nil {
		a.ID = uuid.NewSHA1(c.AppendID, []byte(d.place.Stream()))
		if done, found, err := s.log.Lookup(ctx, c.Tenant, a.ID); found || err != nil {
			return api.UndoUndone, done, err
		}
	}
	if outcome := d.outcome(); outcome != api.UndoOpen {
		return outcome, eventstore.Appended{}, nil
	}
	for _, p := range decision.Restore(d.place, d.now, d.before) {
		a.Events = append(a.Events, event.New{Stream: d.place.Stream(), Payload: p})
	}
	done, err := s.log.Append(ctx, a)
	var conflict *eventstore.VersionConflictError
	if errors.As(err, &conflict) {
		return api.UndoChangedSince, eventstore.Appended{}, nil
	}
	return api.UndoUndone, done, err
}

// saveTook bounds how long the appends of one save may lie apart.
const saveTook = 10 * time.Minute

var errFound = errors.New("found all of it")

// find reads what a save changed, in the order of the streams' names.
func (s undos) find(ctx context.Context, tenant, id uuid.UUID) ([]decided, error) {
	streams := make(map[string]*decided)
	var newest time.Time
	err := s.log.Read(ctx, tenant, eventstore.Query{Types: undoable, Backwards: true}, func(e event.Recorded) error {
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
			d = &decided{last: e.Version}
			streams[e.Stream] = d
		}
		d.first = e.Version
		return nil
	})
	if err != nil && !errors.Is(err, errFound) {
		return nil, conflicts(err)
	}
	if len(streams) == 0 {
		return nil, domain.NotFound("undo")
	}
	var all []decided
	for stream, d := range streams {
		if err := s.load(ctx, tenant, stream, d); err != nil {
			return nil, err
		}
		all = append(all, *d)
	}
	slices.SortFunc(all, func(a, b decided) int { return compareStreams(a.place.Stream(), b.place.Stream()) })
	return all, nil
}
