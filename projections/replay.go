package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// replay folds a log up to a position in memory. The short way leaves out the
// observations that a newer one of the same stream supersedes, so its cost follows
// the number of streams, not the length of history; the long way reads everything.
// Both make the same rows.
type replay struct {
	engine *Engine
	model  *Model
	target target
	works  []work
	// sums holds the rows of stage 2, resolved those of stage 3, when they were asked for.
	sums, resolved []work
	blocked        blocks
	checkpoint     Checkpoint
	// watch is told every some events how many were folded; its error ends the replay. Optional.
	watch  func(ctx context.Context, events int64) error
	folded int64
	// wanted tells whether a stream's snapshot is read; nil: all are.
	wanted func(stream string) bool
	// partial: some rows were taken over from the live ones.
	partial bool
}

// sources split a model's types by how the short way finds them.
type sources struct {
	snapshots []Source
	facts     []string
}

func (m *Model) sources(reg *event.Registry) sources {
	var s sources
	for _, source := range m.Reads {
		d, err := reg.Lookup(source.Type)
		if err == nil && d.Snapshot && source.Prefix != "" && !m.HistoryBound {
			s.snapshots = append(s.snapshots, source)
		} else {
			s.facts = append(s.facts, string(source.Type))
		}
	}
	return s
}

// end is the event that a replay goes up to.
type end struct {
	position   int64
	recordedAt time.Time
}

// errEmpty says that there is no event to replay.
var errEmpty = errors.New("the log is empty")

// headOf is the newest event of a log.
func headOf(ctx context.Context, db querier, tenant uuid.UUID) (end, error) {
	var e end
	err := db.QueryRow(ctx, `select position, recorded_at from eventstore.events
		where tenant_id = $1 order by position desc limit 1`, tenant).Scan(&e.position, &e.recordedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return e, errEmpty
	}
	if err != nil {
		return e, fmt.Errorf("read the head of tenant %s: %w", tenant, err)
	}
	return e, nil
}

func (l *Live) newReplay(t target) *replay {
	r := &replay{engine: l.engine, model: l.model, target: t}
	for _, table := range l.model.Tables {
		r.works = append(r.works, table.newWork(t))
	}
	return r
}

// run folds the log of the target's tenant up to an event. snapshot is a
// transaction that has seen that event: what it sees of streams belongs together.
func (r *replay) run(ctx context.Context, snapshot pgx.Tx, to end, long bool) error {
	if !long {
		return runTogether(ctx, snapshot, to, r)
	}
	if to.position == 0 {
		return nil
	}
	if err := r.foldRange(ctx, snapshot, to); err != nil {
		return err
	}
	return r.finish(to)
}

func (r *replay) decoder() decoder { return decoder{r.model, r.engine.registry, r.target.rules} }

func (r *replay) finish(to end) error {
	c := &r.checkpoint
	c.Position, c.RecordedAt = to.position, to.recordedAt
	c.Ignored = to.position - c.Applied - c.Failed - c.Superseded
	c.State.Resolved, c.State.Blocked = to.position, int64(len(r.blocked.added))
	for _, w := range r.works {
		if err := w.settleAll(inMemory(r.works)); err != nil {
			return err
		}
	}
	r.sums = nil // of other rows
	return nil
}

// foldRange folds every event that the model reads, in order.
func (r *replay) foldRange(ctx context.Context, db querier, to end) error {
	rows, err := db.Query(ctx, `select `+eventColumns+` from eventstore.events
		where tenant_id = $1 and position <= $2 and recorded_at <= $3 and type = any($4) order by position`,
		r.target.tenant, to.position, to.recordedAt, r.model.types())
	if err != nil {
		return fmt.Errorf("read the log of tenant %s: %w", r.target.tenant, err)
	}
	var stopped error
	err = r.decoder().rows(rows, r.target.tenant, func(e Event) {
		if stopped == nil {
			r.fold(&e)
			stopped = r.pause(ctx)
		}
	})
	err = errors.Join(err, stopped)
	if err != nil {
		return fmt.Errorf("read the log of tenant %s: %w", r.target.tenant, err)
	}
	return nil
}

// watchEvery is the number of events between two calls of a replay's watch.
const watchEvery = 1000

func (r *replay) pause(ctx context.Context) error {
	if r.watch == nil || r.folded%watchEvery != 0 {
		return nil
	}
	return r.watch(ctx, r.folded)
}

// fold folds one event into the rows in memory.
func (r *replay) fold(e *Event) {
	r.folded++
	if e.fault == nil {
		for _, w := range r.works {
			w.touch(e)
		}
	}
	foldEvent(r.works, e, &r.blocked, &r.checkpoint)
}

// resolve makes the rows of stage 3.
func (r *replay) resolve() error {
	if len(r.model.Resolved) == 0 {
		return nil
	}
	view := newView(r.target)
	for _, w := range r.works {
		view.show(w.info().name, w.glimpse())
	}
	for _, table := range r.model.Resolved {
		w := table.newWork(r.target)
		if err := table.resolve(view, w); err != nil {
			return err
		}
		r.resolved = append(r.resolved, w)
	}
	return nil
}
