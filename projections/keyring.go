package projections

import (
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"sync"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// keyring tells which stored rows of one table of a tenant have which keys of kin,
// so that nobody looks for kin of the many rows that have none, and the table needs
// no index on its keys. It holds a hash of each key: rows that it names are read and
// looked at before anything is made of them.
type keyring struct {
	first map[uint64]uuid.UUID   // most keys have one row
	more  map[uint64][]uuid.UUID // further rows
}

func newKeyring() *keyring {
	return &keyring{first: make(map[uint64]uuid.UUID), more: make(map[uint64][]uuid.UUID)}
}

// keySeed makes the hashes of a process its own: nobody can prepare keys that meet.
var keySeed = maphash.MakeSeed()

func (k key) hash() uint64 { return maphash.Comparable(keySeed, k) }

func (r *keyring) size() int { return len(r.first) }

// rows are those that may have the key, at most so many.
func (r *keyring) rows(k key, most int) []uuid.UUID {
	h := k.hash()
	id, any := r.first[h]
	if !any {
		return nil
	}
	more := r.more[h]
	return append([]uuid.UUID{id}, more[:min(len(more), most-1)]...)
}

// eachShared names the rows that share a key with another one, some of them several times.
func (r *keyring) eachShared(yield func(uuid.UUID)) {
	for h, more := range r.more {
		yield(r.first[h])
		for _, id := range more {
			yield(id)
		}
	}
}

func (r *keyring) add(k key, id uuid.UUID) {
	h := k.hash()
	if _, any := r.first[h]; !any {
		r.first[h] = id
		return
	}
	r.more[h] = append(r.more[h], id)
}

func (r *keyring) remove(k key, id uuid.UUID) {
	h := k.hash()
	more := r.more[h]
	i := slices.Index(more, id)
	switch {
	case i >= 0:
		more = slices.Delete(more, i, i+1)
	case r.first[h] != id:
		return
	case len(more) == 0:
		delete(r.first, h)
	default:
		r.first[h], more = more[0], more[1:]
	}
	if len(more) == 0 {
		delete(r.more, h)
		return
	}
	r.more[h] = more
}

// keyrings are those of a process. One is good for what its table held when it was
// put away, which the checkpoint tells by the table's digest: after a transaction
// that failed, another process's turn or a repair it is read anew.
type keyrings struct {
	mu    sync.Mutex
	held  map[keyringOf]*heldKeyring
	turns int64
	most  int // keys in all; 0: keyringMost
}

// keyringMost bounds the keys that a process remembers, some 40 bytes each.
const keyringMost = 1_000_000

type keyringOf struct {
	tenant uuid.UUID
	gen    Generation
	table  string
}

type heldKeyring struct {
	ring *keyring
	of   TableState
	turn int64
}

// take gives a keyring to who works on the table; nil: none is good for what it holds.
func (r *keyrings) take(of keyringOf, now TableState) *keyring {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.held[of]
	delete(r.held, of)
	switch {
	case h != nil && h.of == now:
		return h.ring
	case now == TableState{}:
		return newKeyring()
	}
	return nil
}

// put keeps a keyring for the next batch, and lets those go that were not used for
// the longest time when they are too many.
func (r *keyrings) put(of keyringOf, now TableState, ring *keyring) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held == nil {
		r.held = make(map[keyringOf]*heldKeyring)
	}
	r.turns++
	r.held[of] = &heldKeyring{ring, now, r.turns}
	most := r.most
	if most == 0 {
		most = keyringMost
	}
	for len(r.held) > 1 {
		size, oldest := 0, of
		for other, h := range r.held {
			size += h.ring.size()
			if h.turn < r.held[oldest].turn {
				oldest = other
			}
		}
		if size <= most {
			return
		}
		delete(r.held, oldest)
	}
}

// readKeyring reads the keys of all stored rows of the tenant.
func (w *rowWork[R]) readKeyring(ctx context.Context, tx pgx.Tx) (*keyring, error) {
	ring := newKeyring()
	result, err := exec(ctx, tx.Conn(), w.table.meta.statements(w.target.gen).keys, w.target.own())
	if err != nil {
		return nil, fmt.Errorf("read the keys of %s.%s: %w", w.target.gen.Schema(), w.table.meta.name, err)
	}
	for result.NextRow() {
		values := result.Values()
		for i, value := range values[1:] {
			if len(value) > 0 {
				ring.add(key{i, string(value)}, uuid.UUID(values[0]))
			}
		}
	}
	if _, err := result.Close(); err != nil {
		return nil, fmt.Errorf("read the keys of %s.%s: %w", w.target.gen.Schema(), w.table.meta.name, err)
	}
	return ring, nil
}
