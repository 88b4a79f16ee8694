package projections

import (
	"context"
	"encoding/binary"
	"errors"
	"math"

	"coresync/domain/rowid"
	"coresync/domain/rules"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// replayChanged makes the rows of a target's rules out of the live ones: what no
// change of rules can make otherwise is taken as it is, and the rest is folded anew.
// Families and stage 3 are settled from all rows, as ever. It gives nil where that
// can't be done (see takeOver), so that everything has to be folded.
func (l *Live) replayChanged(ctx context.Context, tx pgx.Tx, t target) (*replay, error) {
	r, stale, err := l.takeOver(ctx, tx, t)
	if r == nil || err != nil {
		return nil, err
	}
	c := r.checkpoint
	to := end{c.Position, c.RecordedAt}
	if stale > 0 {
		r.checkpoint = Checkpoint{}
		r.wanted = r.streamIsStale
		if err := r.run(ctx, tx, to, false); err != nil {
			return nil, err
		}
		if len(r.blocked.added) > 0 {
			return nil, nil // its counts would not be those of the log
		}
	} else if err := r.finish(to); err != nil {
		return nil, err
	}
	r.checkpoint = c // it stands for the same events
	return r, nil
}

// takeOver begins a replay with the live rows that changes of rules can't make
// otherwise, at the checkpoint of the live ones, and counts the rows that are to be
// folded. It gives nil where the rules are the same, where a model doesn't say which
// rows they concern, where rows are blocked or are not what the checkpoint says.
func (l *Live) takeOver(ctx context.Context, tx pgx.Tx, t target) (r *replay, stale int64, err error) {
	live, c, err := l.look(ctx, tx, t.tenant)
	var shape *ShapeError
	if errors.As(err, &shape) || errors.Is(err, ErrBusy) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	changes := rules.Changes(live.rules, t.rules)
	if len(changes) == 0 || c.State.Blocked > 0 || l.model.HistoryBound || c.Position == 0 {
		return nil, 0, nil
	}
	r = l.newReplay(t)
	for _, w := range r.works {
		n, usable, err := w.takeOver(ctx, tx, live, l.model.RuleFree, changes, c.State.Tables[w.info().name])
		if err != nil || !usable {
			return nil, 0, err
		}
		stale += n
	}
	r.partial = true
	r.checkpoint = Checkpoint{
		Position: c.Position, RecordedAt: c.RecordedAt, State: State{Resolved: c.Position},
		Applied: c.Applied, Ignored: c.Ignored, Superseded: c.Superseded, Failed: c.Failed,
	}
	return r, stale, nil
}

// streamIsStale tells whether a stream's snapshot is about a row that is folded anew.
func (r *replay) streamIsStale(stream string) bool {
	id, known := rowid.OfStream(r.target.tenant, stream)
	if !known {
		return true
	}
	for _, w := range r.works {
		if w.isStale(id) {
			return true
		}
	}
	return false
}

// takeOver fills the work with the live rows that changes of rules can't make
// otherwise, and counts those that are to be folded. It is of no use where any row may
// differ, or where what is stored is not what the checkpoint says.
func (w *rowWork[R]) takeOver(ctx context.Context, tx pgx.Tx, live target, ruleFree bool, changes []rules.Change, recorded TableState) (stale int64, usable bool, err error) {
	var isStale func(*R) bool
	switch {
	case w.table.spec.Stale != nil:
		isStale = w.table.spec.Stale(changes)
	case !ruleFree:
		return 0, false, nil
	}
	rulesAt, version := w.table.meta.at(rulesColumn), []byte(w.target.rules.Version)
	var stored TableState
	var fault error
	w.stale = make(map[uuid.UUID]bool)
	err = w.table.query(ctx, tx.Conn(), live, nil, func(raw []byte, _ place, row *R) {
		stored.Rows++
		stored.Digest.add(raw)
		id := w.table.spec.ID(row)
		if isStale != nil && isStale(row) {
			w.stale[id] = true
			return
		}
		if rulesAt >= 0 && !isNull(raw, rulesAt) && fault == nil {
			fault = w.table.spec.Columns[rulesAt].Scan(row, version)
		}
		x := w.entry(id)
		x.row, x.before = row, row
	})
	return int64(len(w.stale)), stored == recorded, errors.Join(err, fault)
}

func (w *rowWork[R]) isStale(id uuid.UUID) bool { return w.stale[id] }

// isNull tells whether a value of a canonical form is NULL.
func isNull(row []byte, column int) bool {
	for range column {
		_, row = cutValue(row)
	}
	return binary.BigEndian.Uint32(row) == math.MaxUint32
}
