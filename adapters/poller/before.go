package poller

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
)

// deviceSets are devices by organization.
type deviceSets map[int64]*roaring.Bitmap

func (d deviceSets) of(organization int64) *roaring.Bitmap {
	if d[organization] == nil {
		d[organization] = roaring.New()
	}
	return d[organization]
}

// devicesBefore counts the devices that each organization had: those of the newest
// proof, and those that the run touches. The log has the latter there, although the
// proof of a run that was released in part does not show what was left out.
func (s *session) devicesBefore(ctx context.Context, touched deviceSets) (map[int64]int, error) {
	err := s.eachListed(ctx, func(k pieceKey, l listed) error {
		seen := roaring.New()
		if err := seen.UnmarshalBinary(l.seen); err != nil {
			return fmt.Errorf("set of devices of organization %d: %w", k.org, err)
		}
		touched.of(k.org).Or(seen)
		return nil
	})
	devices := make(map[int64]int, len(touched))
	for organization, set := range touched {
		devices[organization] = int(set.GetCardinality())
	}
	return devices, err
}

// observedBefore counts the rows of a listing that the log knows as present.
func (s *session) observedBefore(ctx context.Context, kind Kind) (n int, err error) {
	heads, err := s.loadHeads(ctx, definitions[kind].prefix)
	for _, h := range heads.all {
		if h.tagged {
			n++
		}
	}
	return n, err
}
