package projections

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"coresync/projections/column"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// kinSearch gathers the families of the rows that a batch changed.
type kinSearch[R any] struct {
	work *rowWork[R]
	kin  *Kin[R]
	// changed rows by the keys that they have now, and how many had a key before.
	now    map[key][]*entry[R]
	before map[key]int
	// edges are the keys that make kin, with their rows.
	edges  map[key][]*entry[R]
	asked  map[key]bool
	inside map[*entry[R]]bool
	next   []*entry[R] // rows whose keys were not looked up yet
}

// settle settles the families of the rows that the batch changed, and pulls the
// other rows of them into the batch.
func (w *rowWork[R]) settle(ctx context.Context, tx pgx.Tx) error {
	k := w.table.spec.Kin
	if k == nil {
		return nil
	}
	s := &kinSearch[R]{
		work: w, kin: k, now: make(map[key][]*entry[R]), before: make(map[key]int),
		edges: make(map[key][]*entry[R]), asked: make(map[key]bool), inside: make(map[*entry[R]]bool),
	}
	for _, x := range w.order {
		if k.concerned(x.before, x.row) {
			k.keysOf(x.row, func(key key) { s.now[key] = append(s.now[key], x) })
			k.keysOf(x.before, func(key key) { s.before[key]++ })
			s.add(x)
		}
	}
	for len(s.next) > 0 {
		if err := s.widen(ctx, tx); err != nil {
			return fmt.Errorf("find kin in %s.%s: %w", w.target.gen.Schema(), w.table.meta.name, err)
		}
	}
	return w.settleFamilies(s.families())
}

func (s *kinSearch[R]) add(x *entry[R]) {
	if !s.inside[x] {
		s.inside[x] = true
		s.next = append(s.next, x)
	}
}

// widen looks up the keys and ids of the rows that came last, those that they had
// before the batch included.
func (s *kinSearch[R]) widen(ctx context.Context, tx pgx.Tx) error {
	var keys []key
	ids := make(map[uuid.UUID]bool)
	for _, x := range s.next {
		for _, row := range []*R{x.before, x.row} {
			s.kin.keysOf(row, func(key key) {
				if !s.asked[key] {
					s.asked[key] = true
					keys = append(keys, key)
				}
			})
			for _, id := range s.kin.idsOf(row) {
				ids[id] = true
			}
		}
	}
	s.next = nil
	sortKeys(keys)
	if err := s.byID(ctx, tx, ids); err != nil {
		return err
	}
	for i := range s.kin.Columns {
		if err := s.byColumn(ctx, tx, i, keys); err != nil {
			return err
		}
	}
	return nil
}

func (s *kinSearch[R]) byID(ctx context.Context, tx pgx.Tx, ids map[uuid.UUID]bool) error {
	if len(ids) == 0 {
		return nil
	}
	var others []*entry[R]
	for _, id := range slices.SortedFunc(maps.Keys(ids), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }) {
		others = append(others, s.work.entry(id))
	}
	if err := s.work.load(ctx, tx); err != nil {
		return err
	}
	for _, x := range others {
		if x.row != nil {
			s.add(x)
		}
	}
	return nil
}

// byColumn looks up the keys of one column. A key makes kin when it is not common;
// its rows are looked at also when it just became common, or just ceased to be.
func (s *kinSearch[R]) byColumn(ctx context.Context, tx pgx.Tx, column int, all []key) error {
	var values []string
	most := 0
	for _, k := range all {
		if k.column == column {
			values = append(values, k.value)
			most = max(most, s.before[k])
		}
	}
	if len(values) == 0 {
		return nil
	}
	stored := make(map[string][]*entry[R])
	err := s.work.queryKin(ctx, tx, column, values, s.kin.Common+1+most, func(found []byte, at place, row *R) {
		x := s.work.stored(found, at, row)
		value := s.kin.Key(row, column)
		stored[value] = append(stored[value], x)
	})
	if err != nil {
		return err
	}
	for _, value := range values {
		k := key{column, value}
		holders := slices.Clip(s.now[k]) // an append copies
		for _, x := range stored[value] {
			if !slices.Contains(holders, x) && x.row != nil && s.kin.Key(x.row, column) == value {
				holders = append(holders, x)
			}
		}
		if len(holders) <= s.kin.Common {
			if len(holders) > 1 {
				s.edges[k] = holders
			}
		} else if len(stored[value]) > s.kin.Common {
			continue // common before and now
		}
		for _, x := range holders {
			s.add(x)
		}
	}
	return nil
}

func (s *kinSearch[R]) families() *families[R] {
	f := newFamilies[R]()
	for _, x := range s.work.order {
		if s.inside[x] && x.row != nil {
			f.root(x)
			for _, id := range s.kin.IDs(x.row) {
				if other := s.work.entries[id]; other != nil && other.row != nil {
					f.join(x, other)
				}
			}
		}
	}
	for _, holders := range s.edges {
		f.join(holders...)
	}
	return f
}

// stored is the entry of a stored row: the one of the batch, or a new one.
func (w *rowWork[R]) stored(found []byte, at place, row *R) *entry[R] {
	id := w.table.spec.ID(row)
	x := w.entries[id]
	if x == nil {
		x = w.entry(id)
		x.stored, x.place, x.row, x.before = found, at, row, row
		w.loaded = len(w.order)
	}
	return x
}

// queryKin reads the rows that have one of the values in a column, at most so many a value.
func (w *rowWork[R]) queryKin(ctx context.Context, tx pgx.Tx, of int, values []string, most int, yield func(stored []byte, at place, row *R)) error {
	name := w.table.spec.Kin.Columns[of]
	params := append(w.target.own(), textArray(values), binary.BigEndian.AppendUint64(nil, uint64(most)))
	return w.table.read(ctx, tx.Conn(), w.target, w.table.meta.statements(w.target.gen).kin[name], params, yield)
}

const oidText = 25

func textArray(texts []string) []byte {
	b := column.ArrayHeader(nil, oidText, len(texts))
	for _, s := range texts {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	return b
}
