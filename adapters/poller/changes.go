package poller

import (
	"context"
	"fmt"
	"strings"

	"coresync/domain/change"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ChangeCursor is a place in the list of a run's changes: behind the first Done
// changes of the event At, which is counted as the stage or the log counts it; At 0 counts
// all changes of a run that goes on.
type ChangeCursor struct {
	At   int64
	Done int
}

// step is one event of a run whose changes are told.
type step struct {
	at      int64
	stream  string
	version int64 // of its stream before it
	outcome string
	payload event.Payload
}

// EachChange calls yield for what a run changes, behind a cursor, in the order in
// which the log has it or would get it, and stops at the first error of yield, which
// it returns. The changes of a held run are read from its stage, those of one that has
// ended from the log, those of one that goes on from both, as far as it came: the same
// code tells them, so a preview and the run that follows list the same.
func (p *Poller) EachChange(ctx context.Context, run Run, after ChangeCursor, yield func(ChangeCursor, change.Change) error) error {
	read := p.loggedSteps
	switch {
	case run.Direct || run.Ended():
	case run.State == StateRunning:
		return p.eachSoFar(ctx, run, after, yield)
	default:
		read = p.stagedSteps
	}
	next := after.At
	if after.Done > 0 {
		next-- // the rest of that event first
	}
	for {
		steps, last, err := read(ctx, run, next, changedTypes)
		if err != nil {
			return err
		}
		if err := p.tell(ctx, run.Tenant, steps, after, yield); err != nil || last == 0 {
			return err
		}
		next = last
	}
}

// tell works out the changes of events.
func (p *Poller) tell(ctx context.Context, tenant uuid.UUID, steps []step, after ChangeCursor, yield func(ChangeCursor, change.Change) error) error {
	formers, err := p.formersOf(ctx, tenant, steps)
	if err != nil {
		return err
	}
	for _, s := range steps {
		for i, c := range change.Of(s.version, formers[s.stream], s.payload) {
			if s.at == after.At && i < after.Done {
				continue
			}
			if err := yield(ChangeCursor{s.at, i + 1}, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// formersOf reads what was observed of the streams before.
func (p *Poller) formersOf(ctx context.Context, tenant uuid.UUID, steps []step) (map[string]*change.Former, error) {
	all := make([]eventstore.StreamAt, 0, len(steps))
	for _, s := range steps {
		if s.version > 0 && !strings.HasPrefix(s.stream, "listing/") {
			all = append(all, eventstore.StreamAt{Stream: s.stream, Version: s.version})
		}
	}
	events, err := p.cfg.Log.SnapshotsAt(ctx, tenant, all)
	if err != nil {
		return nil, err
	}
	formers := make(map[string]*change.Former, len(events))
	for stream, e := range events {
		payload, err := p.cfg.Log.Registry().Decode(e)
		if err != nil {
			return nil, err
		}
		formers[stream] = &change.Former{Version: e.Version, Payload: payload}
	}
	return formers, nil
}

// changedTypes are the events that change things.
var changedTypes = func() (types []string) {
	for _, t := range event.Catalog().Types() {
		if strings.HasSuffix(string(t), "Observed") || strings.HasSuffix(string(t), "Vanished") {
			types = append(types, string(t))
		}
	}
	return types
}()

// stagedSteps reads some staged events behind a number, and tells the last of them;
// 0: there are no more.
func (p *Poller) stagedSteps(ctx context.Context, run Run, after int64, types []string) (steps []step, last int64, err error) {
	rows, err := p.cfg.Pool.Query(ctx, `select seq, stream, stream_version, outcome, type, schema_version, payload from poller.stage
		where tenant_id = $1 and run_id = $2 and seq > $3 and type = any($4) order by seq limit $5`,
		run.Tenant, run.ID, after, types, eventstore.MaxChunk)
	if err != nil {
		return nil, 0, fmt.Errorf("read the stage of run %s: %w", run.ID, err)
	}
	steps, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s step, err error) {
		var e event.Recorded
		if err := row.Scan(&s.at, &s.stream, &s.version, &s.outcome, &e.Type, &e.SchemaVersion, &e.Payload); err != nil {
			return s, err
		}
		s.payload, err = p.cfg.Log.Registry().Decode(e)
		return s, err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("read the stage of run %s: %w", run.ID, err)
	}
	if len(steps) > 0 {
		last = steps[len(steps)-1].at
	}
	return steps, last, nil
}

// loggedSteps reads some events that a run appended, up to the one that ended it.
func (p *Poller) loggedSteps(ctx context.Context, run Run, after int64, types []string) (steps []step, last int64, err error) {
	q := eventstore.Query{After: after, To: run.Position, Since: run.StartedAt, Limit: eventstore.MaxChunk}
	for _, t := range types {
		q.Types = append(q.Types, event.Type(t))
	}
	if run.Position > 0 && after >= run.Position {
		return nil, 0, nil
	}
	err = p.cfg.Log.Read(ctx, run.Tenant, q, func(e event.Recorded) error {
		last = e.Position
		if e.CorrelationID != run.ID {
			return nil
		}
		payload, err := p.cfg.Log.Registry().Decode(e)
		steps = append(steps, step{at: e.Position, stream: e.Stream, version: e.Version - 1, payload: payload})
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("read what run %s appended: %w", run.ID, err)
	}
	return steps, last, nil
}
