package poller

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"coresync/domain/event"
	"coresync/domain/listing"

	"github.com/RoaringBitmap/roaring/v2"
)

// deviceProof is what a complete listing of devices showed, cut into parts. It is
// made of what the pages showed and of the streams' heads after the append, so it
// can be made again after a crash.
type deviceProof struct {
	entries []proofEntry
	ends    []int // of the parts
	root    []byte
}

// proofEntry is one organization, or a piece of a large one.
type proofEntry struct {
	key          pieceKey
	count        int
	seen, online []byte // portable roaring bitmaps
	digest       []byte
	// former names the positions of equal sets; 0: there is none, or it differs.
	former struct{ seenAt, onlineAt int64 }
}

func (s *session) deviceProof(ctx context.Context) (*deviceProof, error) {
	sets := make(map[int64]*organizationSets)
	err := s.p.eachPage(ctx, s.run, Devices, func(_, _ int, r shown) {
		of, ok := sets[r.org]
		if !ok {
			of = newSets()
			sets[r.org] = of
		}
		of.add(r)
	})
	if err != nil {
		return nil, err
	}
	if s.proven == nil {
		heads, err := s.loadHeads(ctx, deviceRows.prefix)
		if err != nil {
			return nil, err
		}
		s.proven = &known{before: heads}
	}
	heads := s.proven.now()
	proof := &deviceProof{}
	var sizes []int
	var digests [][]byte
	for _, org := range slices.Sorted(maps.Keys(sets)) {
		for i, seen := range listing.Pieces(sets[org].seen) {
			e, size, err := newEntry(pieceKey{org, i}, seen, sets[org].online, heads)
			if err != nil {
				return nil, err
			}
			proof.entries, sizes, digests = append(proof.entries, e), append(sizes, size), append(digests, e.digest)
		}
	}
	proof.ends, proof.root = listing.Parts(sizes), listing.Root(digests)
	return proof, s.compareListed(ctx, proof)
}

func newEntry(key pieceKey, seen, online *roaring.Bitmap, heads heads) (proofEntry, int, error) {
	online = roaring.And(seen, online)
	seen.RunOptimize()
	online.RunOptimize()
	e := proofEntry{key: key, count: int(seen.GetCardinality())}
	var err error
	if e.seen, err = seen.ToBytes(); err == nil {
		e.online, err = online.ToBytes()
	}
	if err != nil {
		return e, 0, fmt.Errorf("set of devices of organization %d: %w", key.org, err)
	}
	digest, hint := listing.NewDigest(), 0
	for it := seen.Iterator(); it.HasNext(); {
		id := int64(it.Next())
		var tag []byte
		h := heads.find(id, &hint)
		if h != nil && h.tagged {
			tag = h.tag[:]
		}
		digest.Add(id, h.at(), tag)
	}
	e.digest = digest.Sum()
	return e, listing.Size(seen, online), nil
}

// compareListed finds the sets that are equal to those of the proof before.
func (s *session) compareListed(ctx context.Context, proof *deviceProof) error {
	index := make(map[pieceKey]*proofEntry, len(proof.entries))
	for i := range proof.entries {
		index[proof.entries[i].key] = &proof.entries[i]
	}
	return s.eachListed(ctx, func(k pieceKey, l listed) error {
		e := index[k]
		if e == nil || l.run == s.run.ID { // the latter is written already
			return nil
		}
		if bytes.Equal(e.seen, l.seen) {
			e.former.seenAt = l.seenAt
		}
		if bytes.Equal(e.online, l.online) {
			e.former.onlineAt = l.onlineAt
		}
		return nil
	})
}

// seenOf is the entry as the event has it.
func (e *proofEntry) seenOf() event.OrganizationSeen {
	o := event.OrganizationSeen{
		OrganizationID: e.key.org, Count: e.count, Digest: e.digest,
		SeenAt: e.former.seenAt, OnlineAt: e.former.onlineAt,
	}
	if o.SeenAt == 0 {
		o.Seen = e.seen
	}
	if o.OnlineAt == 0 {
		o.Online = e.online
	}
	return o
}
