package poller

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"coresync/domain/observation"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// head is what the comparison of a row needs of its stream: 64 bytes.
type head struct {
	tag        observation.Tag
	recordedAt int64 // microseconds since 1970
	snapshot   int64 // position of the newest observation
	version    uint32
	id         uint32
	tagVersion int16
	tagged     bool // false: the row vanished, or was never observed
}

// heads are the streams of one listing, by id. They are read in one scan, which
// takes a third of the time of asking for each page's streams by name.
type heads struct{ all []head }

// loadHeads reads the streams whose names are prefix, connection and an id.
func (s *session) loadHeads(ctx context.Context, prefix string) (heads, error) {
	return s.p.loadHeads(ctx, s.run.Tenant, prefix+s.run.Connection.String()+"/")
}

func (p *Poller) loadHeads(ctx context.Context, tenant uuid.UUID, prefix string) (heads, error) {
	var h heads
	err := p.cfg.Log.EachStream(ctx, tenant, prefix, func(sh eventstore.StreamHead) error {
		id, err := strconv.ParseUint(sh.Stream[len(prefix):], 10, 32)
		if err != nil {
			return nil // a stream that lies below this one
		}
		one := head{
			recordedAt: sh.RecordedAt.UnixMicro(), snapshot: sh.SnapshotPosition,
			version: uint32(min(sh.Version, math.MaxUint32)), id: uint32(id), tagVersion: sh.TagVersion,
		}
		one.tag, one.tagged = observation.TagOf(sh.Tag)
		h.all = append(h.all, one)
		return nil
	})
	if err != nil {
		return heads{}, err
	}
	slices.SortFunc(h.all, func(a, b head) int { return cmp.Compare(a.id, b.id) })
	return h, nil
}

// find returns the head of an id, nil where there is none. Rows come in order of id,
// so the next head is tried before all are searched; hint is the caller's memory.
func (h *heads) find(id int64, hint *int) *head {
	if at := *hint; at < len(h.all) && int64(h.all[at].id) == id {
		*hint = at + 1
		return &h.all[at]
	}
	at, found := slices.BinarySearchFunc(h.all, id, func(h head, id int64) int { return cmp.Compare(int64(h.id), id) })
	if !found {
		return nil
	}
	*hint = at + 1
	return &h.all[at]
}

// observed is the head as the decision sees it.
func (h *head) observed() observation.Head {
	if h == nil {
		return observation.Head{}
	}
	o := observation.Head{Version: int64(h.version), TagVersion: h.tagVersion, RecordedAt: time.UnixMicro(h.recordedAt)}
	if h.tagged {
		o.Tag = h.tag[:]
	}
	return o
}

func (h *head) at() int64 {
	if h == nil {
		return 0
	}
	return int64(h.version)
}
