package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Repaired says what Repair found and wrote.
type Repaired struct {
	// Findings are as of Fsck: what was wrong before.
	Findings
	// Unblocked rows were blocked and follow the log again; StillBlocked ones are not.
	Unblocked, StillBlocked int64
}

// Repair folds the log of a tenant anew and writes the live rows that differ from
// it: rows that were lost, changed by hand or skipped, and rows that were blocked by
// an event that this program can fold. Live projection waits while the rows are
// compared; queries don't.
func (e *Engine) Repair(ctx context.Context, tenant uuid.UUID, model string) (*Repaired, error) {
	l, err := e.model(model)
	if err != nil {
		return nil, err
	}
	r, to, err := l.replayLive(ctx, tenant)
	if err != nil {
		return nil, fmt.Errorf("repair %s of tenant %s: %w", model, tenant, err)
	}
	var done *Repaired
	err = pgx.BeginFunc(ctx, e.pool, func(tx pgx.Tx) error {
		done, err = l.reconcile(ctx, tx, r, to)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("repair %s of tenant %s: %w", model, tenant, err)
	}
	return done, nil
}

// replayLive folds in memory up to where the live rows stand.
func (l *Live) replayLive(ctx context.Context, tenant uuid.UUID) (r *replay, to end, err error) {
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, l.engine.pool, options, func(tx pgx.Tx) error {
		t, c, err := l.look(ctx, tx, tenant)
		if err != nil {
			return err
		}
		if to, err = endAt(ctx, tx, tenant, Moment{Position: c.Position}); err != nil {
			return err
		}
		r = l.newReplay(t)
		return r.run(ctx, tx, to, false)
	})
	return r, to, err
}

// reconcile brings the replay to where the locked live rows stand, and them to what
// it says.
func (l *Live) reconcile(ctx context.Context, tx pgx.Tx, r *replay, to end) (*Repaired, error) {
	was, err := l.lockStill(ctx, tx, r.target)
	if err != nil {
		return nil, err
	}
	if was.Position > to.position {
		b, err := r.decoder().read(ctx, tx, Range{r.target.tenant, to.position, was.Position}, to.recordedAt)
		if err != nil {
			return nil, err
		}
		for i := range b.events {
			r.fold(&b.events[i])
		}
		if err := r.finish(end{b.To, b.recordedAt}); err != nil {
			return nil, err
		}
	}
	if err := r.resolve(); err != nil {
		return nil, err
	}
	done := &Repaired{StillBlocked: r.checkpoint.State.Blocked, Findings: Findings{
		Generation: r.target.gen, Position: was.Position, Blocked: was.State.Blocked,
		Miscounted: was.Applied+was.Ignored+was.Superseded+was.Failed != was.Position,
	}}
	for _, w := range r.all() {
		if err := r.reconcileTable(ctx, tx, w, was, done); err != nil {
			return nil, err
		}
	}
	if done.Unblocked, err = r.saveBlocks(ctx, tx, l.engine.cfg.Clock()); err != nil {
		return nil, err
	}
	return done, r.checkpoint.save(ctx, tx, r.target, l.engine.cfg.Clock())
}

// lockStill locks the checkpoint, and makes sure that it is still the live one's.
func (l *Live) lockStill(ctx context.Context, tx pgx.Tx, t target) (Checkpoint, error) {
	c, err := l.lockCandidate(ctx, tx, t)
	if err != nil {
		return c, err
	}
	now, _, err := l.look(ctx, tx, t.tenant)
	if err == nil && now.gen != t.gen {
		err = errors.New("another generation was made live meanwhile; try again")
	}
	return c, err
}

func (r *replay) reconcileTable(ctx context.Context, tx pgx.Tx, w work, was Checkpoint, done *Repaired) error {
	finding, err := w.compare(ctx, tx, &blocks{})
	if err != nil {
		return err
	}
	finding.Recorded = was.State.Tables[finding.Table].Digest
	done.Tables = append(done.Tables, finding)
	if err := w.meetStored(ctx, tx); err != nil {
		return err
	}
	if _, err := w.write(ctx, tx); err != nil {
		return err
	}
	if r.checkpoint.State.Tables == nil {
		r.checkpoint.State.Tables = make(map[string]TableState)
	}
	r.checkpoint.State.Tables[finding.Table] = w.state()
	return nil
}

// meetStored lays what is stored beside the rows in memory, as what write compares
// them with.
func (w *rowWork[R]) meetStored(ctx context.Context, tx pgx.Tx) error {
	return w.table.query(ctx, tx.Conn(), w.target, nil, func(stored []byte, at place, row *R) {
		x := w.entry(w.table.spec.ID(row))
		x.stored, x.place = stored, at
	})
}

// saveBlocks puts the rows that are blocked in the replay in place of those that
// were, and counts the attempts on.
func (r *replay) saveBlocks(ctx context.Context, tx pgx.Tx, now time.Time) (unblocked int64, err error) {
	consumer := r.target.gen.Consumer()
	rows, err := tx.Query(ctx, `delete from projection.blocked where tenant_id = $1 and consumer = $2
		returning table_name, row_id, position, attempts, blocked_at`, r.target.tenant, consumer)
	if err != nil {
		return 0, fmt.Errorf("take away blocked rows: %w", err)
	}
	type attempt struct {
		at       time.Time
		attempts int
	}
	tried := make(map[block]attempt)
	var b block
	var a attempt
	_, err = pgx.ForEachRow(rows, []any{&b.table, &b.row, &b.position, &a.attempts, &a.at}, func() error {
		tried[b] = a
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("take away blocked rows: %w", err)
	}
	if err := r.blocked.save(ctx, tx, r.target, now); err != nil {
		return 0, err
	}
	batch := &pgx.Batch{}
	for _, x := range r.blocked.added {
		before, was := tried[block{blockKey: x.blockKey, position: x.position}]
		if was {
			batch.Queue(`update projection.blocked set attempts = $6 + 1, tried_at = $7, blocked_at = $8
				where tenant_id = $1 and consumer = $2 and table_name = $3 and row_id = $4 and position = $5`,
				r.target.tenant, consumer, x.table, x.row, x.position, before.attempts, now, before.at)
			delete(tried, block{blockKey: x.blockKey, position: x.position})
		}
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("count attempts at blocked rows: %w", err)
	}
	return int64(len(tried)), nil
}
