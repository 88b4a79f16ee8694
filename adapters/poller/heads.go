package poller

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"coresync/domain/observation"
	"coresync/eventstore"
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
// takes a third of the time of asking for each page's streams by name, or remembered
// and brought up to date. They are shared by whoever has them, and never changed.
type heads struct{ all []head }

// add takes in the head of a stream whose name is prefix and an id; others lie below
// such a one.
func (h *heads) add(sh eventstore.StreamHead, prefix string) {
	id, err := strconv.ParseUint(sh.Stream[len(prefix):], 10, 32)
	if err != nil {
		return
	}
	one := head{
		recordedAt: sh.RecordedAt.UnixMicro(), snapshot: sh.SnapshotPosition,
		version: uint32(min(sh.Version, math.MaxUint32)), id: uint32(id), tagVersion: sh.TagVersion,
	}
	one.tag, one.tagged = observation.TagOf(sh.Tag)
	h.all = append(h.all, one)
}

// with gives the heads with newer ones in their places, the newest last.
func (h *heads) with(newer []head) heads {
	all := append(slices.Clone(h.all), newer...)
	// Of heads of one id the newest counts, which the stable sort leaves behind.
	slices.SortStableFunc(all, func(a, b head) int { return cmp.Compare(a.id, b.id) })
	out := all[:0]
	for i, h := range all {
		if i+1 == len(all) || all[i+1].id != h.id {
			out = append(out, h)
		}
	}
	return heads{out}
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
