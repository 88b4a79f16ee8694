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
// a table of stage 1 are alike in makes the group, and within it they are counted by
// what only few of them share, such as a day. With a row for each count there would be
// about as many as there are rows to count.
type GroupSpec[R, G any, C, K comparable] struct {
	TableSpec[G] // without Keys, Fold and Kin
	// Rows names the table of stage 1 that is counted.
	Rows string
	// Cells gives what a row counts as. Pure.
	Cells func(*R) []C
	// Group gives the group that a cell is in, Identify the id of a group. Pure.
	Group    func(C) K
	Identify func(K) uuid.UUID
	// Add makes a group from the one before (nil: none) and from how many more of its
	// cells there are; nil: it counts nothing any more. Pure: old stays as it is.
	Add func(old *G, id uuid.UUID, key K, more map[C]int64) *G
}

type groupTable[R, G any, C, K comparable] struct {
	*table[G]
	spec GroupSpec[R, G, C, K]
}

// NewGroups makes a table of groups.
func NewGroups[R, G any, C, K comparable](spec GroupSpec[R, G, C, K]) Sum {
	if spec.Cells == nil || spec.Group == nil || spec.Identify == nil || spec.Add == nil {
		panic(fmt.Sprintf("table %s: Cells, Group, Identify and Add are needed", spec.Name))
	}
	return &groupTable[R, G, C, K]{table: newTable(spec.TableSpec), spec: spec}
}

func (t *groupTable[R, G, C, K]) counts() string { return t.spec.Rows }

func (t *groupTable[R, G, C, K]) derive(from, into work) (apply func(context.Context, pgx.Tx) error) {
	deltas := make(map[C]int64)
	for _, x := range from.(*rowWork[R]).order {
		if x.before != x.row {
			was, is := t.cells(x.before), t.cells(x.row)
			if !slices.Equal(was, is) { // most changes are none here
				countCells(deltas, was, -1)
				countCells(deltas, is, 1)
			}
		}
	}
	maps.DeleteFunc(deltas, func(_ C, n int64) bool { return n == 0 })
	w := into.(*rowWork[G])
	groups := t.groups(w, deltas)
	return func(ctx context.Context, tx pgx.Tx) error {
		if err := w.load(ctx, tx); err != nil {
			return err
		}
		t.addAll(groups)
		return nil
	}
}

func (t *groupTable[R, G, C, K]) deriveAll(from, into work) {
	sums := make(map[C]int64)
	for _, x := range from.(*rowWork[R]).order {
		countCells(sums, t.cells(x.row), 1)
	}
	t.addAll(t.groups(into.(*rowWork[G]), sums))
}

// changedGroup is a group with what it counts more.
type changedGroup[G any, C, K comparable] struct {
	key  K
	more map[C]int64
	at   *entry[G]
}

// groups gives each group its place in the work, in order of ids: two writers of one
// group would then wait, and not for each other.
func (t *groupTable[R, G, C, K]) groups(w *rowWork[G], deltas map[C]int64) []*changedGroup[G, C, K] {
	of := make(map[K]*changedGroup[G, C, K])
	for c, n := range deltas {
		key := t.spec.Group(c)
		if of[key] == nil {
			of[key] = &changedGroup[G, C, K]{key: key, more: make(map[C]int64)}
		}
		of[key].more[c] = n
	}
	byID, ids := make(map[uuid.UUID]*changedGroup[G, C, K], len(of)), make([]uuid.UUID, 0, len(of))
	for key, g := range of {
		id := t.spec.Identify(key)
		byID[id], ids = g, append(ids, id)
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	ordered := make([]*changedGroup[G, C, K], len(ids))
	for i, id := range ids {
		ordered[i], byID[id].at = byID[id], w.entry(id)
	}
	return ordered
}

func (t *groupTable[R, G, C, K]) addAll(groups []*changedGroup[G, C, K]) {
	for _, g := range groups {
		g.at.row = t.spec.Add(g.at.row, g.at.id, g.key, g.more)
	}
}

func (t *groupTable[R, G, C, K]) cells(row *R) []C {
	if row == nil {
		return nil
	}
	return t.spec.Cells(row)
}

func countCells[C comparable](sums map[C]int64, cells []C, n int64) {
	for _, c := range cells {
		sums[c] += n
	}
}
