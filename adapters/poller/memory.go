package poller

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"coresync/eventstore"

	"github.com/google/uuid"
)

// memory is what a process keeps of listings from run to run: the heads of their
// streams, and sights of their rows. A fleet that did not change then costs neither
// the reading of all heads nor the reading of its rows. Nothing depends on it: heads
// are brought up to date from the log, and a sight holds for one tag only. It is
// never written anywhere.
type memory struct {
	mu   sync.Mutex
	of   map[listingKey]*remembered
	used int64 // counts uses, for finding the one that was not used for longest
}

// listingKey names a listing of a connection by the names of its streams.
type listingKey struct {
	tenant uuid.UUID
	prefix string
}

type remembered struct {
	at     eventstore.Head // where the log stood when the heads were read, or before
	heads  heads
	sights sights
	used   int64
}

// maxRemembered bounds the heads and sights of all listings together, of some 60
// bytes each: three fleets of 100,000 devices.
const maxRemembered = 1_000_000

// recall returns what is remembered of a listing.
func (m *memory) recall(key listingKey) remembered {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.of[key]
	if !ok {
		return remembered{}
	}
	m.used++
	r.used = m.used
	return *r
}

// keep changes what is remembered of a listing, and forgets others where there is
// too much.
func (m *memory) keep(key listingKey, change func(*remembered)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == nil {
		m.of = make(map[listingKey]*remembered)
	}
	r, ok := m.of[key]
	if !ok {
		r = &remembered{}
		m.of[key] = r
	}
	change(r)
	m.used++
	r.used = m.used
	for m.size() > maxRemembered {
		var oldest listingKey
		for k, r := range m.of {
			if of := m.of[oldest]; of == nil || r.used < of.used {
				oldest = k
			}
		}
		delete(m.of, oldest)
	}
}

func (m *memory) size() (n int) {
	for _, r := range m.of {
		n += len(r.heads.all) + len(r.sights.all)
	}
	return n
}

// serves tells whether heads can be brought up to date from the log, and whether
// that costs less than reading all.
func (r *remembered) serves(now eventstore.Head) bool {
	behind := now.Position - r.at.Position
	return r.at.Position > 0 && r.at.Epoch == now.Epoch && behind >= 0 && behind <= int64(len(r.heads.all))
}

// loadHeads reads the streams whose names are prefix, connection and an id.
func (s *session) loadHeads(ctx context.Context, prefix string) (heads, error) {
	key := s.key(prefix)
	now, err := s.p.cfg.Log.Head(ctx, key.tenant) // before the heads: they may be newer than it says
	if err != nil {
		return heads{}, err
	}
	known := s.p.memory.recall(key)
	h := known.heads
	if known.serves(now) {
		err = s.p.catchUp(ctx, known.at, key, &h)
	} else {
		h, err = s.p.readHeads(ctx, key)
	}
	if err != nil {
		return heads{}, err
	}
	s.p.memory.keep(key, func(r *remembered) { r.at, r.heads = now, h })
	return h, nil
}

// catchUp puts the heads that moved since in the place of the former ones.
func (p *Poller) catchUp(ctx context.Context, since eventstore.Head, key listingKey, h *heads) error {
	var moved heads
	err := p.cfg.Log.EachStreamSince(ctx, since, key.prefix, func(sh eventstore.StreamHead) error {
		moved.add(sh, key.prefix)
		return nil
	})
	if err != nil || len(moved.all) == 0 {
		return err
	}
	*h = h.with(moved.all)
	return nil
}

func (p *Poller) readHeads(ctx context.Context, key listingKey) (heads, error) {
	var h heads
	err := p.cfg.Log.EachStream(ctx, key.tenant, key.prefix, func(sh eventstore.StreamHead) error {
		h.add(sh, key.prefix)
		return nil
	})
	if err != nil {
		return heads{}, err
	}
	slices.SortFunc(h.all, func(a, b head) int { return cmp.Compare(a.id, b.id) })
	return h, nil
}

func (s *session) key(prefix string) listingKey {
	return listingKey{s.run.Tenant, prefix + s.run.Connection.String() + "/"}
}
