package projections

import (
	"cmp"
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
	// Columns are text columns in which equal values make rows kin. Each needs an
	// index on it that is partial by "is not null".
	Columns []string
	// Keys gives a row's values of these columns, in their order; "" is none.
	Keys func(*R) []string
	// IDs names further rows that this one is kin to; they name it, too.
	IDs func(*R) []uuid.UUID
	// Common is the number of rows up to which a key makes kin: one that more of
	// them share says nothing.
	Common int
	// Concerned tells whether what became of a row can matter to its family: it must
	// say so wherever Keys or IDs differ, and for every row that Settle has marked
	// before. Either may be nil.
	Concerned func(before, after *R) bool
	// Settle makes the rows of one family out of themselves, in place of their
	// order. Rows come in the order of their ids and must not be changed.
	Settle func(r *rules.Set, rows []*R) ([]*R, error)
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
	for i, value := range k.Keys(row) {
		if value != "" {
			yield(key{i, value})
		}
	}
}

func (k *Kin[R]) idsOf(row *R) []uuid.UUID {
	if row == nil {
		return nil
	}
	return k.IDs(row)
}

// settleAll settles all rows in memory, at the end of a replay.
func (w *rowWork[R]) settleAll() error {
	k := w.table.spec.Kin
	if k == nil {
		return nil
	}
	holders := make(map[key][]*entry[R], len(w.order))
	families := newFamilies[R]()
	for _, x := range w.order {
		if x.row == nil {
			continue
		}
		k.keysOf(x.row, func(key key) { holders[key] = append(holders[key], x) })
		for _, id := range k.IDs(x.row) {
			if other := w.entries[id]; other != nil && other.row != nil {
				families.join(x, other)
			}
		}
	}
	for _, same := range holders {
		if len(same) > 1 && len(same) <= k.Common {
			families.join(same...)
		}
	}
	return w.settleFamilies(families)
}

func (w *rowWork[R]) settleFamilies(f *families[R]) error {
	for _, family := range f.list() {
		slices.SortFunc(family, func(a, b *entry[R]) int { return slices.Compare(a.id[:], b.id[:]) })
		rows := make([]*R, len(family))
		for i, x := range family {
			rows[i] = x.row
		}
		settled, err := w.table.spec.Kin.Settle(w.target.rules, rows)
		if err == nil && len(settled) != len(rows) {
			err = fmt.Errorf("%d rows became %d", len(rows), len(settled))
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

// sortKeys brings keys into one order, so that statements are the same each time.
func sortKeys(keys []key) {
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.column, b.column), cmp.Compare(a.value, b.value))
	})
}
