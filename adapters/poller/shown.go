package poller

import (
	"encoding/binary"
	"errors"

	"github.com/RoaringBitmap/roaring/v2"
)

// shown is one row of a page as far as proofs and vanishing need it.
type shown struct {
	id, org int64
	online  bool
}

// appendShown packs rows: the distance to the id before, organization and presence,
// four or five bytes a row.
func appendShown(dst []byte, rows []shown) []byte {
	var before int64
	for _, r := range rows {
		dst = binary.AppendVarint(dst, r.id-before)
		place := uint64(max(r.org, 0)) << 1
		if r.online {
			place |= 1
		}
		dst = binary.AppendUvarint(dst, place)
		before = r.id
	}
	return dst
}

var errShown = errors.New("a page's list of rows is damaged")

// eachShown unpacks rows.
func eachShown(packed []byte, yield func(shown)) error {
	var id int64
	for len(packed) > 0 {
		step, n := binary.Varint(packed)
		if n <= 0 {
			return errShown
		}
		place, m := binary.Uvarint(packed[n:])
		if m <= 0 {
			return errShown
		}
		id += step
		packed = packed[n+m:]
		yield(shown{id: id, org: int64(place >> 1), online: place&1 != 0})
	}
	return nil
}

// organizationSets are the sets of devices of one organization, or of one piece of
// a large one.
type organizationSets struct{ seen, online *roaring.Bitmap }

func newSets() *organizationSets {
	return &organizationSets{seen: roaring.New(), online: roaring.New()}
}

func (o *organizationSets) add(r shown) {
	o.seen.Add(uint32(r.id))
	if r.online {
		o.online.Add(uint32(r.id))
	}
}
