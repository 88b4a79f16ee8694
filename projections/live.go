package projections

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Live is the live driver of one model.
type Live struct {
	engine *Engine
	model  *Model
	feed   *feed
	done   batchesDone
	// resolveEvery bounds how long stage 3 may lag while a backlog is worked off.
	resolveEvery time.Duration
}

// Name is the model's name, and that of its consumer group.
func (l *Live) Name() string { return l.model.Name }

// Apply brings the live generation of the tenant to r.To within the transaction:
// rows, digests and checkpoint move together. It begins where the generation's own
// checkpoint stands, so a range that was applied before is no fault.
//
// Errors: ErrBusy where another process has the generation. Errors of SQL and of
// connections mean "roll back and try again"; no event is to blame. An event that
// can't be decoded or folded is no error: it blocks its row, see Blocked.
func (l *Live) Apply(ctx context.Context, tx pgx.Tx, r Range) (read int, err error) {
	t, c, err := l.lock(ctx, tx, r.Tenant)
	if err != nil {
		return 0, err
	}
	if c.Position >= r.To {
		return 0, nil
	}
	b, err := l.feed.take(ctx, tx, t.rules, Range{t.tenant, c.Position, r.To}, c.RecordedAt)
	if err != nil {
		return 0, err
	}
	if size := r.To - r.After; size >= readAheadFrom {
		// In a backlog the next range will most likely be as long as this one.
		l.feed.ahead(context.WithoutCancel(ctx), t.rules, Range{t.tenant, r.To, r.To + size}, b.recordedAt)
	}
	return len(b.events), l.apply(ctx, tx, t, c, b)
}

// readAheadFrom: a subscriber that hands out ranges of at least so many events
// works off a backlog; then the next one is read while this one is written.
const readAheadFrom = 200

// apply folds a batch that begins at the checkpoint.
func (l *Live) apply(ctx context.Context, tx pgx.Tx, t target, c Checkpoint, b *batch) (err error) {
	blocked := &blocks{}
	if c.State.Blocked > 0 {
		if blocked, err = loadBlocks(ctx, tx, t); err != nil {
			return err
		}
	}
	from := standOf(t, c)
	works, err := l.stage1(ctx, tx, from, b, blocked, &c)
	if err != nil {
		return err
	}
	c.Position, c.RecordedAt = b.To, b.recordedAt
	now := l.engine.cfg.Clock()
	if err := l.stage3(ctx, tx, t, &c, now); err != nil {
		return err
	}
	c.State.Blocked += int64(len(blocked.added))
	if err := blocked.save(ctx, tx, t, now); err != nil {
		return err
	}
	l.noteDone(from, standOf(t, c), works)
	return c.save(ctx, tx, t, now)
}

// stage1 folds a batch: which rows, load them, fold, write.
func (l *Live) stage1(ctx context.Context, tx pgx.Tx, at stand, b *batch, blocked *blocks, c *Checkpoint) ([]work, error) {
	works, err := l.worksFor(ctx, tx, at, b)
	if err != nil {
		return nil, err
	}
	for i := range b.events {
		foldEvent(works, &b.events[i], blocked, c)
	}
	c.Ignored += b.To - b.After - int64(len(b.events))
	// Tables without kin first: settling may look at them.
	order := slices.SortedStableFunc(slices.Values(works), func(a, b work) int { return len(a.info().kin) - len(b.info().kin) })
	for _, w := range order {
		if err := l.settleAndWrite(ctx, tx, w, inStore(ctx, tx, works), c); err != nil {
			return nil, err
		}
	}
	return works, nil
}

// settleAndWrite writes what a batch made of a table's rows.
func (l *Live) settleAndWrite(ctx context.Context, tx pgx.Tx, w work, b *neighbours, c *Checkpoint) error {
	name, rings := w.info().name, &l.engine.rings
	of := keyringOf{w.where().tenant, w.where().gen, name}
	ring, err := w.settle(ctx, tx, rings.take(of, c.State.Tables[name]), b)
	if err != nil {
		return err
	}
	var sums []derived
	summed := beside(func() { sums = l.deriveSums(w) }) // while rows are written
	change, err := w.write(ctx, tx)
	summed()
	if err != nil {
		return err
	}
	c.State.note(name, change)
	c.State.Dirty = c.State.Dirty || (change.any && len(l.model.Resolved) > 0)
	if ring != nil {
		w.note(ring)
		rings.put(of, c.State.Tables[name], ring)
	}
	return writeSums(ctx, tx, sums, c)
}

// foldEvent folds an event into the rows of all tables and counts it.
func foldEvent(works []work, e *Event, blocked *blocks, c *Checkpoint) {
	failed := e.fault != nil
	if failed {
		blocked.block(anyTable, rowOfStream(e.Tenant, e.Stream), e, e.fault)
	} else {
		for _, w := range works {
			failed = w.fold(e, blocked) || failed
		}
	}
	if failed {
		c.Failed++
	} else {
		c.Applied++
	}
}

// stage3 resolves the tenant when rows changed: at once when the log's end is
// reached, else every ResolveEvery, so that a backlog is not resolved batch by batch.
func (l *Live) stage3(ctx context.Context, tx pgx.Tx, t target, c *Checkpoint, now time.Time) error {
	if !c.State.Dirty {
		c.State.Resolved = c.Position
		return nil
	}
	if now.Sub(c.State.ResolvedAt) < l.resolveEvery {
		behind, err := isBehind(ctx, tx, t.tenant, c)
		if err != nil || behind {
			return err
		}
	}
	view := newView(t)
	for _, table := range l.model.Tables {
		seen, err := table.newWork(t).glimpseStored(ctx, tx)
		if err != nil {
			return err
		}
		view.show(table.info().name, seen)
	}
	for _, r := range l.model.Resolved {
		w := r.newWork(t)
		if err := w.loadStored(ctx, tx); err != nil {
			return err
		}
		if err := r.resolve(view, w); err != nil {
			return err
		}
		change, err := w.write(ctx, tx)
		if err != nil {
			return err
		}
		c.State.note(w.info().name, change)
	}
	c.State.Dirty, c.State.Resolved, c.State.ResolvedAt = false, c.Position, now
	return nil
}

// isBehind tells whether there are events after the checkpoint.
func isBehind(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, c *Checkpoint) (bool, error) {
	var more bool
	err := tx.QueryRow(ctx, `select true from eventstore.events
		where tenant_id = $1 and position = $2 and recorded_at >= $3`, tenant, c.Position+1, c.RecordedAt).Scan(&more)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for events after %d of tenant %s: %w", c.Position, tenant, err)
	}
	return more, nil
}
