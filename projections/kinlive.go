package projections

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// kinSearch gathers the families of the rows that a batch changed.
type kinSearch[R any] struct {
	work *rowWork[R]
	kin  *Kin[R]
	ring *keyring // nil: not read yet
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
// other rows of them into the batch. It returns the keyring, which it reads when it
// is given none and needs one.
func (w *rowWork[R]) settle(ctx context.Context, tx pgx.Tx, ring *keyring, b *neighbours) (*keyring, error) {
	k := w.table.spec.Kin
	if k == nil {
		return nil, nil
	}
	s := &kinSearch[R]{
		work: w, kin: k, ring: ring, now: make(map[key][]*entry[R]), before: make(map[key]int),
		edges: make(map[key][]*entry[R]), asked: make(map[key]bool), inside: make(map[*entry[R]]bool),
	}
	for _, x := range w.order {
		if k.concerned(x.before, x.row) {
			k.keysOf(x.row, func(key key) { s.now[key] = append(s.now[key], x) })
			k.keysOf(x.before, func(key key) { s.before[key]++ })
			s.add(x)
		}
	}
	if err := s.addMoved(ctx, tx, b); err != nil {
		return nil, err
	}
	for len(s.next) > 0 {
		if err := s.widen(ctx, tx); err != nil {
			return nil, fmt.Errorf("find kin in %s.%s: %w", w.target.gen.Schema(), w.table.meta.name, err)
		}
	}
	return s.ring, w.settleFamilies(s.families(), b)
}

// note brings a keyring up to what the batch made of the rows.
func (w *rowWork[R]) note(ring *keyring) {
	k := w.table.spec.Kin
	for _, x := range w.order {
		if x.before == x.row {
			continue
		}
		for i := range k.Columns {
			was, is := k.keyOf(x.before, i), k.keyOf(x.row, i)
			if was == is {
				continue
			}
			if was != "" {
				ring.remove(key{i, was}, x.id)
			}
			if is != "" {
				ring.add(key{i, is}, x.id)
			}
		}
	}
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
	var others []uuid.UUID // rows that they name
	for _, x := range s.next {
		for _, row := range []*R{x.before, x.row} {
			s.kin.keysOf(row, func(key key) {
				if !s.asked[key] {
					s.asked[key] = true
					keys = append(keys, key)
				}
			})
			others = append(others, s.kin.idsOf(row)...)
		}
	}
	s.next = nil
	if err := s.needRing(ctx, tx, len(keys)); err != nil {
		return err
	}
	stored := make([][]*entry[R], len(keys))
	for i, k := range keys {
		for _, id := range s.ring.rows(k, s.kin.Common+1+s.before[k]) {
			stored[i] = append(stored[i], s.work.entry(id))
		}
	}
	named := make([]*entry[R], len(others))
	for i, id := range others {
		named[i] = s.work.entry(id)
	}
	if err := s.work.load(ctx, tx); err != nil {
		return err
	}
	for _, x := range named {
		if x.row != nil {
			s.add(x)
		}
	}
	for i, k := range keys {
		s.byKey(k, stored[i])
	}
	return nil
}

// needRing reads the keyring where there is none that is good.
func (s *kinSearch[R]) needRing(ctx context.Context, tx pgx.Tx, keys int) (err error) {
	if s.ring == nil && keys > 0 {
		s.ring, err = s.work.readKeyring(ctx, tx)
	}
	return err
}

// byKey looks at the rows that have the keys. A key makes kin when it is not common;
// its rows are looked at also when it just became common, or just ceased to be.
func (s *kinSearch[R]) byKey(k key, stored []*entry[R]) {
	holders := slices.Clip(s.now[k]) // an append copies
	was := 0
	for _, x := range stored {
		if s.kin.keyOf(x.before, k.column) != k.value {
			continue // its key only has the same hash
		}
		was++
		if !slices.Contains(holders, x) && s.kin.keyOf(x.row, k.column) == k.value {
			holders = append(holders, x)
		}
	}
	if len(holders) <= s.kin.Common {
		if len(holders) > 1 {
			s.edges[k] = holders
		}
	} else if was > s.kin.Common {
		return // common before and now
	}
	for _, x := range holders {
		s.add(x)
	}
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
