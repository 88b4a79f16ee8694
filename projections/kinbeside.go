package projections

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// neighbours show the settling of one table's kin the small tables of the model that it
// looks at, too.
type neighbours struct {
	works []work // of all tables of the model; those without kin are written
	// see shows a table as it is now: in memory in a replay, stored in live projection.
	see func(work) (glimpsed, error)
}

// inMemory are the neighbours in a replay, which holds all rows.
func inMemory(works []work) *neighbours {
	return &neighbours{works, func(w work) (glimpsed, error) { return w.glimpse(), nil }}
}

// inStore are the neighbours in live projection.
func inStore(ctx context.Context, tx pgx.Tx, works []work) *neighbours {
	return &neighbours{works, func(w work) (glimpsed, error) { return w.glimpseStored(ctx, tx) }}
}

func (b *neighbours) named(names []string) []work {
	var list []work
	for _, name := range names {
		for _, w := range b.works {
			if w.info().name == name {
				list = append(list, w)
			}
		}
	}
	return list
}

// now shows the tables as they are.
func (b *neighbours) now(t target, names []string) (*TenantView, error) {
	view := newView(t)
	for _, w := range b.named(names) {
		seen, err := b.see(w)
		if err != nil {
			return nil, err
		}
		view.show(w.info().name, seen)
	}
	return view, nil
}

// before shows the tables as they were before the batch; nil: it left them as they were.
func (b *neighbours) before(t target, names []string) (before, after *TenantView, err error) {
	works, changed := b.named(names), false
	for _, w := range works {
		changed = changed || w.changed()
	}
	if !changed {
		return nil, nil, nil
	}
	if after, err = b.now(t, names); err != nil {
		return nil, nil, err
	}
	before = newView(t)
	for _, w := range works {
		before.show(w.info().name, w.asBefore(after.rows[w.info().name]))
	}
	return before, after, nil
}

// changed tells whether the batch changed a row.
func (w *rowWork[R]) changed() bool {
	for _, x := range w.order {
		if x.before != x.row {
			return true
		}
	}
	return false
}

// asBefore takes what the batch did out of all rows of the table.
func (w *rowWork[R]) asBefore(now any) glimpsed {
	var rows []*R
	for _, row := range now.([]*R) {
		if w.entries[w.table.spec.ID(row)] == nil {
			rows = append(rows, row)
		}
	}
	for _, x := range w.order {
		if x.before != nil {
			rows = append(rows, x.before)
		}
	}
	return glimpsed{rows: rows}
}

// addMoved adds the rows with kin that the tables beside may have moved.
func (s *kinSearch[R]) addMoved(ctx context.Context, tx pgx.Tx, b *neighbours) error {
	if len(s.kin.Beside) == 0 {
		return nil
	}
	before, after, err := b.before(s.work.target, s.kin.Beside)
	if err != nil || before == nil {
		return err
	}
	moved := s.kin.Moved(s.work.target.rules, before, after)
	if moved == nil {
		return nil
	}
	if err := s.needRing(ctx, tx, 1); err != nil {
		return fmt.Errorf("find kin in %s.%s: %w", s.work.target.gen.Schema(), s.work.table.meta.name, err)
	}
	var shared []*entry[R]
	s.ring.eachShared(func(id uuid.UUID) { shared = append(shared, s.work.entry(id)) })
	if err := s.work.load(ctx, tx); err != nil {
		return err
	}
	for _, x := range shared {
		if x.row != nil && s.kin.Marked(x.row) && moved(x.row) {
			s.add(x)
		}
	}
	return nil
}
