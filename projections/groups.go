package projections

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// GroupSpec describes a table of stage 2 whose rows hold many counts each: what rows of
// a table of stage 1 are alike in makes the group (K), and within it they are counted by
// what only few of them share, such as a day (C). With a row for each count there would
// be about as many as there are rows to count.
type GroupSpec[R, G any, K, C comparable] struct {
	TableSpec[G] // without Keys, Fold and Kin
	// Rows names the table of stage 1 that is counted.
	Rows string
	// Cell gives the group of a row, and what it counts as there; false: it counts
	// nowhere. Pure.
	Cell func(*R) (K, C, bool)
	// Identify makes the id of a group. Pure.
	Identify func(K) uuid.UUID
	// Add makes a group from the one before (nil: none) and from how many more of its
	// cells there are; nil: it counts nothing any more. Pure: old stays as it is.
	Add func(old *G, id uuid.UUID, key K, more map[C]int64) *G
}

type groupTable[R, G any, K, C comparable] struct {
	*table[G]
	spec GroupSpec[R, G, K, C]
}

// NewGroups makes a table of groups.
func NewGroups[R, G any, K, C comparable](spec GroupSpec[R, G, K, C]) Sum {
	if spec.Cell == nil || spec.Identify == nil || spec.Add == nil {
		panic(fmt.Sprintf("table %s: Cell, Identify and Add are needed", spec.Name))
	}
	return &groupTable[R, G, K, C]{table: newTable(spec.TableSpec), spec: spec}
}

func (t *groupTable[R, G, K, C]) counts() string { return t.spec.Rows }

func (t *groupTable[R, G, K, C]) derive(from, into work) (apply func(context.Context, pgx.Tx) error) {
	more := make(groupCounts[K, C])
	for _, x := range from.(*rowWork[R]).order {
		was, is := t.cellOf(x.before), t.cellOf(x.row)
		if was != is { // most changes are none here
			more.count(was, -1)
			more.count(is, 1)
		}
	}
	for key, cells := range more {
		maps.DeleteFunc(cells, func(_ C, n int64) bool { return n == 0 })
		if len(cells) == 0 {
			delete(more, key)
		}
	}
	w := into.(*rowWork[G])
	groups := t.groups(w, more)
	return func(ctx context.Context, tx pgx.Tx) error {
		if err := w.load(ctx, tx); err != nil {
			return err
		}
		t.addAll(groups)
		return nil
	}
}

func (t *groupTable[R, G, K, C]) deriveAll(from, into work) {
	more := make(groupCounts[K, C])
	for _, x := range from.(*rowWork[R]).order {
		more.count(t.cellOf(x.row), 1)
	}
	t.addAll(t.groups(into.(*rowWork[G]), more))
}

// groupCounts are how many more of its cells each group has. Groups are few and their
// keys long, cells many and short.
type groupCounts[K, C comparable] map[K]map[C]int64

func (m groupCounts[K, C]) count(at groupCell[K, C], n int64) {
	if !at.counts {
		return
	}
	cells := m[at.key]
	if cells == nil {
		cells = make(map[C]int64)
		m[at.key] = cells
	}
	cells[at.cell] += n
}

// groupCell is where a row counts.
type groupCell[K, C comparable] struct {
	key    K
	cell   C
	counts bool
}

func (t *groupTable[R, G, K, C]) cellOf(row *R) (at groupCell[K, C]) {
	if row != nil {
		at.key, at.cell, at.counts = t.spec.Cell(row)
	}
	return at
}

// changedGroup is a group with what it counts more.
type changedGroup[G any, K, C comparable] struct {
	key  K
	more map[C]int64
	at   *entry[G]
}

// groups gives each group its place in the work, in order of ids: two writers of one
// group would then wait, and not for each other.
func (t *groupTable[R, G, K, C]) groups(w *rowWork[G], more groupCounts[K, C]) []*changedGroup[G, K, C] {
	byID, ids := make(map[uuid.UUID]*changedGroup[G, K, C], len(more)), make([]uuid.UUID, 0, len(more))
	for key, cells := range more {
		id := t.spec.Identify(key)
		byID[id], ids = &changedGroup[G, K, C]{key: key, more: cells}, append(ids, id)
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	ordered := make([]*changedGroup[G, K, C], len(ids))
	for i, id := range ids {
		ordered[i], byID[id].at = byID[id], w.entry(id)
	}
	return ordered
}

func (t *groupTable[R, G, K, C]) addAll(groups []*changedGroup[G, K, C]) {
	for _, g := range groups {
		g.at.row = t.spec.Add(g.at.row, g.at.id, g.key, g.more)
	}
}
