package projections

import (
	"fmt"
	"slices"

	"coresync/domain/rules"

	"github.com/google/uuid"
)

// Kin settles rows of one table that are about each other, such as several source
// records of one asset. Rows are kin when they share a key or name each other; what
// they are together is a function of the rows of a family alone, so live projection
// looks at the families of changed rows and a rebuild at all of them, with the same
// result.
type Kin[R any] struct {
	// Columns are text columns in which equal values make rows kin. They need no index:
	// live projection remembers which rows have which keys, see keyring.
	Columns []string
	// Key gives a row's value of the column with this place; "" is none.
	Key func(row *R, column int) string
	// IDs names further rows that this one is kin to, in an order of its own; they
	// name it, too.
	IDs func(*R) []uuid.UUID
	// Common is the number of rows up to which a key makes kin: one that more of
	// them share says nothing.
	Common int
	// Marked tells whether Settle has marked a row as one that has kin. It marks all
	// rows of a family of several, and takes the mark from a row that is left alone;
	// a row that was never marked and has no kin needs no settling.
	Marked func(*R) bool
	// Settler gives what makes the rows of one family out of themselves, in place of
	// their order. Rows come in the order of their ids and must not be changed. It is
	// called once for many families; v shows the tables of Beside, and is nil where none
	// of them asks.
	Settler func(r *rules.Set, v *TenantView) func(rows []*R) ([]*R, error)

	// Beside names tables of the model without kin, and with few rows, that settling
	// looks at, too. Optional, and with it:
	Beside []string
	// Asks tells whether settling these rows looks at Beside.
	Asks func(rows []*R) bool
	// Moved tells which rows may be settled otherwise since the tables of Beside are
	// otherwise; nil: none.
	Moved func(r *rules.Set, before, after *TenantView) func(*R) bool
}

// key is a value of one of the kin's columns.
type key struct {
	column int
	value  string
}

func (k *Kin[R]) keysOf(row *R, yield func(key)) {
	if row == nil {
		return
	}
	for i := range k.Columns {
		if value := k.Key(row, i); value != "" {
			yield(key{i, value})
		}
	}
}

// concerned tells whether what became of a row can matter to its family: it had or
// has kin, or is known by something else.
func (k *Kin[R]) concerned(before, after *R) bool {
	for _, row := range []*R{before, after} {
		if row != nil && k.Marked(row) {
			return true
		}
	}
	for i := range k.Columns {
		if k.keyOf(before, i) != k.keyOf(after, i) {
			return true
		}
	}
	return !slices.Equal(k.idsOf(before), k.idsOf(after))
}

func (k *Kin[R]) keyOf(row *R, column int) string {
	if row == nil {
		return ""
	}
	return k.Key(row, column)
}

func (k *Kin[R]) idsOf(row *R) []uuid.UUID {
	if row == nil {
		return nil
	}
	return k.IDs(row)
}

// settleAll settles all rows in memory, at the end of a replay.
func (w *rowWork[R]) settleAll(b *neighbours) error {
	k := w.table.spec.Kin
	if k == nil {
		return nil
	}
	alike, found := make([][][]*entry[R], len(k.Columns)), make([]func(), len(k.Columns))
	for i := range k.Columns {
		found[i] = beside(func() { alike[i] = w.alike(i) })
	}
	families := newFamilies[R]()
	for _, x := range w.order {
		if x.row == nil {
			continue
		}
		if x.before != nil && k.Marked(x.before) {
			families.join(x) // it may have been left alone
		}
		for _, id := range k.IDs(x.row) {
			if other := w.entries[id]; other != nil && other.row != nil {
				families.join(x, other)
			}
		}
	}
	for i, wait := range found {
		wait()
		for _, same := range alike[i] {
			families.join(same...)
		}
	}
	return w.settleFamilies(families, b)
}

// alike are the rows in memory whose keys of a column make them kin, together each.
func (w *rowWork[R]) alike(column int) (all [][]*entry[R]) {
	k := w.table.spec.Kin
	first, others := make(map[string]*entry[R], len(w.order)), make(map[string][]*entry[R])
	for _, x := range w.order {
		key := k.keyOf(x.row, column)
		switch {
		case key == "":
		case first[key] == nil:
			first[key] = x
		default:
			others[key] = append(others[key], x)
		}
	}
	for key, same := range others {
		if len(same) < k.Common {
			all = append(all, append(same, first[key]))
		}
	}
	return all
}

func (w *rowWork[R]) settleFamilies(f *families[R], b *neighbours) error {
	k := w.table.spec.Kin
	list := slices.DeleteFunc(f.list(), func(family []*entry[R]) bool {
		only := family[0]
		return len(family) == 1 && (only.before == nil || !k.Marked(only.before)) // it is as its folds made it
	})
	if len(list) == 0 {
		return nil
	}
	asked := make([][]*R, len(list))
	var view *TenantView
	for i, family := range list {
		slices.SortFunc(family, func(a, b *entry[R]) int { return slices.Compare(a.id[:], b.id[:]) })
		rows := make([]*R, len(family))
		for i, x := range family {
			rows[i] = x.row
		}
		asked[i] = rows
		if view == nil && len(k.Beside) > 0 && k.Asks(rows) {
			var err error
			if view, err = b.now(w.target, k.Beside); err != nil {
				return err
			}
		}
	}
	settle := k.Settler(w.target.rules, view)
	for i, family := range list {
		settled, err := settle(asked[i])
		if err == nil && len(settled) != len(family) {
			err = fmt.Errorf("%d rows became %d", len(family), len(settled))
		}
		if err != nil {
			return fmt.Errorf("settle %s around row %s: %w", w.table.meta.name, family[0].id, err)
		}
		for i, x := range family {
			x.row = settled[i]
		}
	}
	return nil
}

// families are disjoint sets of rows.
type families[R any] struct {
	parent map[*entry[R]]*entry[R]
	order  []*entry[R]
}

func newFamilies[R any]() *families[R] { return &families[R]{parent: make(map[*entry[R]]*entry[R])} }

// root finds the set of a row; a row that was never seen makes one of its own.
func (f *families[R]) root(x *entry[R]) *entry[R] {
	p, known := f.parent[x]
	switch {
	case !known:
		f.parent[x] = x
		f.order = append(f.order, x)
		return x
	case p == x:
		return x
	}
	top := f.root(p)
	f.parent[x] = top
	return top
}

func (f *families[R]) join(all ...*entry[R]) {
	for _, x := range all {
		if a, b := f.root(all[0]), f.root(x); a != b {
			f.parent[b] = a
		}
	}
}

// list gives the sets in the order of their first rows.
func (f *families[R]) list() [][]*entry[R] {
	at := make(map[*entry[R]]int)
	var list [][]*entry[R]
	for _, x := range f.order {
		top := f.root(x)
		i, known := at[top]
		if !known {
			i = len(list)
			at[top] = i
			list = append(list, nil)
		}
		list[i] = append(list[i], x)
	}
	return list
}
