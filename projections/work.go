package projections

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// entry is one row of a batch: as it was stored, and as it is after the folds.
type entry[R any] struct {
	id     uuid.UUID
	stored []byte // canonical form of the stored row; nil: there was none
	place  place  // of the stored row
	row    *R     // as it is now; nil: there is none
	before *R     // as it was stored; nil: there was none
	known  bool   // it was looked up
}

// touched remembers which rows an event concerns, between touch and fold.
type touched[R any] struct {
	position int64
	entries  []*entry[R]
}

type rowWork[R any] struct {
	table   *table[R]
	target  target
	entries map[uuid.UUID]*entry[R]
	order   []*entry[R] // as they were first touched
	queue   []touched[R]
	folded  int         // of the queue
	spare   []*entry[R] // of what was folded, to be filled again
	// stale are the rows that are folded, where the others were taken over; nil: all.
	stale map[uuid.UUID]bool
}

func (t *table[R]) newWork(to target) work {
	return &rowWork[R]{table: t, target: to, entries: make(map[uuid.UUID]*entry[R])}
}

func (w *rowWork[R]) info() *tableInfo { return &w.table.meta }

func (w *rowWork[R]) where() target { return w.target }

func (w *rowWork[R]) touch(e *Event) int {
	ids := w.table.spec.Keys(e)
	if w.stale != nil {
		ids = slices.DeleteFunc(slices.Clone(ids), func(id uuid.UUID) bool { return !w.stale[id] })
	}
	if len(ids) == 0 {
		return 0
	}
	entries := w.spare[:0]
	w.spare = nil
	for _, id := range ids {
		entries = append(entries, w.entry(id))
	}
	w.queue = append(w.queue, touched[R]{e.Position, entries})
	return len(ids)
}

func (w *rowWork[R]) entry(id uuid.UUID) *entry[R] {
	x := w.entries[id]
	if x == nil {
		x = &entry[R]{id: id}
		w.entries[id] = x
		w.order = append(w.order, x)
	}
	return x
}

func (w *rowWork[R]) fold(e *Event, b *blocks) (failed bool) {
	if w.folded == len(w.queue) || w.queue[w.folded].position != e.Position {
		return false
	}
	entries := w.queue[w.folded].entries
	if w.folded++; w.folded == len(w.queue) {
		w.queue, w.folded = w.queue[:0], 0
	}
	name := w.table.meta.name
	for _, x := range entries {
		if b.has(name, x.id) {
			b.pass(name, x.id)
			failed = true
			continue
		}
		row, err := w.foldOne(x, e)
		if err != nil {
			b.block(name, x.id, e, err)
			failed = true
			continue
		}
		x.row = row
	}
	w.spare = entries
	return failed
}

// foldOne turns a panic of a fold into an error: it comes from the event, and
// must stop its row only.
func (w *rowWork[R]) foldOne(x *entry[R], e *Event) (row *R, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("fold %s at position %d into %s: panic: %v\n%s", e.Type, e.Position, w.table.meta.name, p, debug.Stack())
		}
	}()
	return w.table.spec.Fold(w.target.rules, x.id, x.row, e)
}

// canonical adds a row's canonical form: all columns in order, each with its length.
func (t *table[R]) canonical(dst []byte, row *R) []byte {
	for i := range t.spec.Columns {
		dst = t.spec.Columns[i].Append(dst, row)
	}
	return dst
}

// changes are what a write did to a table: stage 2.
type changes struct {
	rows   int64 // more rows than before
	digest Digest
	any    bool
}

func (w *rowWork[R]) write(ctx context.Context, tx pgx.Tx) (changes, error) {
	var c, old changes
	var fresh []*R
	for _, x := range w.order {
		if x.row != nil && x.stored == nil {
			fresh = append(fresh, x.row)
			c.rows++
		}
	}
	p := plan{info: &w.table.meta, target: w.target}
	planned := beside(func() { old = w.plan(&p) }) // while the server takes in new rows
	err := p.info.add(ctx, tx, p.target, len(fresh), w.table.encoder(fresh, &c.digest))
	planned()
	if err == nil {
		err = p.run(ctx, tx)
	}
	if err != nil {
		return changes{}, fmt.Errorf("write %s.%s: %w", w.target.gen.Schema(), w.table.meta.name, err)
	}
	c.any = len(fresh)+len(p.changed)+len(p.gone) > 0
	c.rows += old.rows
	c.digest.merge(old.digest)
	return c, nil
}

// plan notes what becomes of stored rows.
func (w *rowWork[R]) plan(p *plan) (c changes) {
	var arena []byte
	for _, x := range w.order {
		switch {
		case x.stored == nil:
			continue
		case x.row == nil:
			p.take(x.id, x.place)
			c.digest.take(x.stored)
			c.rows--
			continue
		}
		at := len(arena)
		arena = w.table.canonical(arena, x.row)
		now := arena[at:len(arena):len(arena)]
		if bytes.Equal(x.stored, now) {
			continue
		}
		p.change(x.id, x.place, x.stored, now)
		c.digest.take(x.stored)
		c.digest.add(now)
	}
	return c
}

func (w *rowWork[R]) rows() any {
	list := make([]*R, 0, len(w.order))
	for _, x := range w.order {
		if x.row != nil {
			list = append(list, x.row)
		}
	}
	return list
}
