package projections

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// SumSpec describes a table of stage 2: how many rows of a table of stage 1 are alike
// in some of their columns. Live projection adds and takes away what changed rows
// count for, in the transaction that writes them; a replay counts all rows once. So
// what is asked of it costs as much as there are cells, however many rows there are.
type SumSpec[R any, C comparable] struct {
	TableSpec[C] // without Keys, Fold and Kin
	// Rows names the table of stage 1 that is counted.
	Rows string
	// Cells yields the cells that a row counts in, their id and number not set. Pure.
	Cells func(row *R, yield func(C))
	// Identify makes the id of a cell out of what it says. Pure.
	Identify func(C) uuid.UUID
	// Place sets the id and the number of a cell.
	Place func(c *C, id uuid.UUID, n int64)
	// Number is how many rows a cell counts.
	Number func(*C) int64
}

// Sum is a table of stage 2, made by NewSum or NewGroups.
type Sum interface {
	Table
	// counts names the table of stage 1 that is counted.
	counts() string
	// derive finds what changed rows of a batch count for; what it returns brings it into
	// the cells.
	derive(from, into work) (apply func(ctx context.Context, tx pgx.Tx) error)
	// deriveAll counts all rows in memory.
	deriveAll(from, into work)
}

type sumTable[R any, C comparable] struct {
	*table[C]
	spec SumSpec[R, C]
}

// NewSum makes a table of stage 2.
func NewSum[R any, C comparable](spec SumSpec[R, C]) Sum {
	if spec.Cells == nil || spec.Identify == nil || spec.Place == nil || spec.Number == nil {
		panic(fmt.Sprintf("table %s: Cells, Identify, Place and Number are needed", spec.Name))
	}
	t := newTable(spec.TableSpec)
	t.meta.group = 1 // what changes of a cell is its number
	return &sumTable[R, C]{table: t, spec: spec}
}

func (t *sumTable[R, C]) counts() string { return t.spec.Rows }

func (t *sumTable[R, C]) derive(from, into work) (apply func(context.Context, pgx.Tx) error) {
	deltas := make(map[C]int64)
	for _, x := range from.(*rowWork[R]).order {
		if x.before != x.row {
			t.count(x.before, func(c C) { deltas[c]-- })
			t.count(x.row, func(c C) { deltas[c]++ })
		}
	}
	maps.DeleteFunc(deltas, func(_ C, n int64) bool { return n == 0 })
	w := into.(*rowWork[C])
	entries := t.entries(w, deltas)
	return func(ctx context.Context, tx pgx.Tx) error {
		if err := w.load(ctx, tx); err != nil {
			return err
		}
		for c, n := range deltas {
			x := entries[c]
			if x.row != nil {
				n += t.spec.Number(x.row)
			}
			t.set(x, c, n)
		}
		return nil
	}
}

func (t *sumTable[R, C]) deriveAll(from, into work) {
	rows := from.(*rowWork[R]).order
	sums, half := make(map[C]int64), make(map[C]int64)
	counted := beside(func() { t.countAll(rows[len(rows)/2:], half) })
	t.countAll(rows[:len(rows)/2], sums)
	counted()
	for c, n := range half {
		sums[c] += n
	}
	for c, x := range t.entries(into.(*rowWork[C]), sums) {
		t.set(x, c, sums[c])
	}
}

func (t *sumTable[R, C]) countAll(rows []*entry[R], sums map[C]int64) {
	for _, x := range rows {
		t.count(x.row, func(c C) { sums[c]++ })
	}
}

func (t *sumTable[R, C]) count(row *R, yield func(C)) {
	if row != nil {
		t.spec.Cells(row, yield)
	}
}

// entries gives each cell its place in the work, in order of ids: two writers of one
// cell would then wait, and not for each other.
func (t *sumTable[R, C]) entries(w *rowWork[C], sums map[C]int64) map[C]*entry[C] {
	entries, ids := make(map[C]*entry[C], len(sums)), make([]uuid.UUID, 0, len(sums))
	of := make(map[uuid.UUID]C, len(sums))
	for c := range sums {
		id := t.spec.Identify(c)
		ids, of[id] = append(ids, id), c
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	for _, id := range ids {
		entries[of[id]] = w.entry(id)
	}
	return entries
}

// set makes an entry the cell with this number; a cell that counts nothing is none.
func (t *sumTable[R, C]) set(x *entry[C], c C, n int64) {
	x.row = nil
	if n != 0 {
		t.spec.Place(&c, x.id, n)
		x.row = &c
	}
}

// derived is what a batch does to a table of cells.
type derived struct {
	into  work
	apply func(ctx context.Context, tx pgx.Tx) error
}

// deriveSums finds what the changed rows of a table of stage 1 do to cells.
func (l *Live) deriveSums(from work) (all []derived) {
	for _, sum := range l.model.Sums {
		if sum.counts() == from.info().name {
			into := sum.newWork(from.where())
			all = append(all, derived{into, sum.derive(from, into)})
		}
	}
	return all
}

// writeSums brings cells up to date, and writes them.
func writeSums(ctx context.Context, tx pgx.Tx, all []derived, c *Checkpoint) error {
	for _, d := range all {
		if err := d.apply(ctx, tx); err != nil {
			return err
		}
		change, err := d.into.write(ctx, tx)
		if err != nil {
			return err
		}
		c.State.note(d.into.info().name, change)
	}
	return nil
}

// derive counts the rows of a replay anew.
func (r *replay) derive() {
	r.sums = nil
	for _, sum := range r.model.Sums {
		into := sum.newWork(r.target)
		r.deriveInto(sum, into)
		r.sums = append(r.sums, into)
	}
}

func (r *replay) deriveInto(sum Sum, into work) {
	for _, w := range r.works {
		if w.info().name == sum.counts() {
			sum.deriveAll(w, into)
		}
	}
}

// sumOnDemand is a table of stage 2 whose rows are counted when they are first asked
// for: who looks at a list of the past needs none of them.
type sumOnDemand struct {
	work
	derive func()
}

func (s sumOnDemand) rows() any {
	s.derive()
	return s.work.rows()
}

func (s sumOnDemand) copyPast(ctx context.Context, tx pgx.Tx, only []string) error {
	s.derive()
	return s.work.copyPast(ctx, tx, only)
}

func (s sumOnDemand) count() int { return 0 } // few beside what they count

func (r *replay) sumsOnDemand() (all []work) {
	for _, sum := range r.model.Sums {
		into := sum.newWork(r.target)
		all = append(all, sumOnDemand{into, sync.OnceFunc(func() { r.deriveInto(sum, into) })})
	}
	return all
}

// all are the tables of a replay, in the order of the model's allTables.
func (r *replay) all() []work {
	if r.sums == nil {
		r.derive()
	}
	return slices.Concat(r.works, r.sums, r.resolved)
}

// facts are those of all that hold rows of their own; sums only count them.
func (r *replay) facts() []work { return slices.Concat(r.works, r.resolved) }

// standStill leaves blocked rows as they are stored, so that what is derived of the rows
// in memory is what is derived of the stored ones.
func (w *rowWork[R]) standStill(ctx context.Context, tx pgx.Tx, b *blocks) error {
	var ids []uuid.UUID
	for key := range b.rows {
		if (key.table == w.table.meta.name || key.table == anyTable) && key.row != uuid.Nil {
			ids = append(ids, key.row)
			w.entry(key.row).row = nil
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return w.table.query(ctx, tx.Conn(), w.target, ids, func(_ []byte, _ place, row *R) { w.entry(w.table.spec.ID(row)).row = row })
}
