package service

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"coresync/adapters/importer"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// undos implements api.Undos.
type undos struct {
	log *eventstore.Store
	reads
	people associations
}

// decided is one stream that a save changed.
type decided struct {
	stream  string
	kind    *undoKind
	first   int64 // version of the save's first event in the stream
	last    int64
	before  any
	now     any
	version int64     // of the stream now
	actor   string    // of its newest event
	at      time.Time // of its newest event
}

// Preview implements api.Undos.
func (s undos) Preview(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Undo, error) {
	all, err := s.find(ctx, scope.Tenant, id, nil)
	if err != nil {
		return api.Undo{}, err
	}
	outcomes := make([]string, len(all))
	for i := range all {
		if outcomes[i], _, err = all[i].outcome(); err != nil {
			return api.Undo{}, err
		}
	}
	rows, err := s.rows(ctx, scope.Tenant, all, outcomes)
	return api.Undo{Rows: rows}, err
}

// outcome is what undoing the stream's part would come to, and by which events.
func (d *decided) outcome() (string, []event.Payload, error) {
	events, err := d.kind.restore(d.stream, d.now, d.before)
	switch {
	case errors.Is(err, errErased):
		return api.UndoErased, nil, nil
	case err != nil:
		return "", nil, err
	case len(events) == 0:
		return api.UndoUnchanged, nil, nil
	case d.version > d.last:
		return api.UndoChangedSince, nil, nil
	}
	return api.UndoOpen, events, nil
}

// Undo implements api.Undos.
func (s undos) Undo(ctx context.Context, c api.Command, id uuid.UUID, only []string) (api.Undo, error) {
	all, err := s.find(ctx, c.Tenant, id, only)
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
	u.Undo, err = undoOf(ctx, s.log, tenant, newest)
	return u, err
}

// restore takes back what the save did to one stream, unless somebody decided since.
func (s undos) restore(ctx context.Context, c api.Command, d *decided) (string, eventstore.Appended, error) {
	a := eventstore.Append{
		Tenant: c.Tenant, Actor: c.Actor, CorrelationID: c.Correlation,
		Expect: map[string]eventstore.Expected{d.stream: eventstore.Exact(d.version)},
	}
	if c.AppendID != uuid.Nil {
		a.ID = uuid.NewSHA1(c.AppendID, []byte(d.stream))
		if done, found, err := s.log.Lookup(ctx, c.Tenant, a.ID); found || err != nil {
			return api.UndoUndone, done, err
		}
	}
	outcome, events, err := d.outcome()
	if outcome != api.UndoOpen {
		return outcome, eventstore.Appended{}, err
	}
	for _, p := range events {
		e, err := tagged(ctx, s.log, c.Tenant, d.stream, p)
		if err != nil {
			return "", eventstore.Appended{}, err
		}
		a.Events = append(a.Events, e)
	}
	done, err := s.log.Append(ctx, a)
	var conflict *eventstore.VersionConflictError
	if errors.As(err, &conflict) {
		return api.UndoChangedSince, eventstore.Appended{}, nil
	}
	return api.UndoUndone, done, err
}

// tagged gives what an import compares with the change tag of what it is now.
func tagged(ctx context.Context, log *eventstore.Store, tenant uuid.UUID, stream string, p event.Payload) (event.New, error) {
	e := event.New{Stream: stream, Payload: p}
	switch p.(type) {
	case *event.ManualAssetRemoved, *event.WarrantyRemoved, *event.CustomerRemoved, *event.ContactRemoved, *event.ContractRemoved, *event.TicketRemoved:
		e.Tag = []byte{}
	case *event.ManualAssetRecorded, *event.WarrantyRecorded, *event.CustomerRecorded, *event.ContactRecorded, *event.ContractRecorded, *event.TicketRecorded:
		tagger, err := log.Sealer().Tagger(ctx, tenant)
		if err != nil {
			return e, err
		}
		if e.Tag, err = importer.ChangeTag(tagger, p); err != nil {
			return e, err
		}
		e.TagVersion = importer.TagVersion
	}
	return e, nil
}
