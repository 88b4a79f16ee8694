package projections

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"coresync/domain/event"

	"golang.org/x/sync/errgroup"
)

// merge folds snapshots and facts in the order of their positions. Snapshots are
// fetched and decoded by several goroutines in the meantime.
func (t *together) merge(ctx context.Context, entries []entryPoint) error {
	g, ctx := errgroup.WithContext(ctx)
	snapshots := t.fetchSnapshots(ctx, g, entries)
	facts := make(chan []handed, 4)
	g.Go(func() error {
		defer close(facts)
		return t.readFacts(ctx, facts)
	})
	g.Go(func() error {
		a, b := queue{from: snapshots, ctx: ctx, free: t.free}, queue{from: facts, ctx: ctx, free: t.free}
		for {
			x, y := a.peek(), b.peek()
			if x == nil && y == nil {
				return ctx.Err()
			}
			next, of := x, &a
			if x == nil || y != nil && y.Position <= x.Position {
				next, of = y, &b
			}
			if err := next.to.pause(ctx); err != nil {
				return err
			}
			next.to.fold(&next.Event)
			of.pop()
		}
	})
	return g.Wait()
}

// queue is a channel of batches, taken event by event.
type queue struct {
	from  <-chan []handed
	ctx   context.Context //nolint:containedctx // lives as long as one merge
	free  func([]handed)
	batch []handed
	next  int // of the batch
}

func (q *queue) peek() *handed {
	for q.next == len(q.batch) {
		if q.batch != nil {
			q.free(q.batch)
		}
		q.batch, q.next = nil, 0
		select {
		case batch, open := <-q.from:
			if !open {
				return nil
			}
			q.batch = batch
		case <-q.ctx.Done():
			return nil
		}
	}
	return &q.batch[q.next]
}

func (q *queue) pop() { q.next++ }

// factsBatch is how many facts are handed on together.
const factsBatch = 500

// readFacts reads the events that nothing supersedes, in order.
func (t *together) readFacts(ctx context.Context, out chan<- []handed) error {
	if len(t.facts) == 0 {
		return nil
	}
	var batch []handed
	send := func() error {
		select {
		case out <- batch:
			batch = t.batch(factsBatch)
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	rows, err := t.engine.pool.Query(ctx, `select `+eventColumns+` from eventstore.events
		where tenant_id = $1 and type = any($2) and position <= $3 and recorded_at <= $4 order by position`,
		t.target.tenant, slices.Collect(maps.Keys(t.facts)), t.to.position, t.to.recordedAt)
	if err != nil {
		return fmt.Errorf("read facts of tenant %s: %w", t.target.tenant, err)
	}
	var stopped error
	err = eachRecorded(rows, t.target.tenant, func(raw *event.Recorded) {
		if stopped != nil {
			return
		}
		if batch = t.handFact(raw, batch); len(batch) >= factsBatch {
			stopped = send()
		}
	})
	if err = errors.Join(err, stopped); err != nil {
		return fmt.Errorf("read facts of tenant %s: %w", t.target.tenant, err)
	}
	return send()
}
