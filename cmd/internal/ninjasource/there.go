package ninjasource

import (
	"context"
	"iter"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
)

var _ poller.Asker = (*source)(nil)

// There implements poller.Asker: devices are asked for by id, other listings, which
// are short, are read once more.
func (s *source) There(ctx context.Context, kind poller.Kind, ids []int64) ([]int64, error) {
	asked := make(map[int64]bool, len(ids))
	for _, id := range ids {
		asked[id] = true
	}
	var there []int64
	note := func(id int64) {
		if asked[id] {
			there = append(there, id)
			asked[id] = false
		}
	}
	for page, err := range s.again(ctx, kind, ids) {
		if err != nil {
			return nil, explained(kind, err)
		}
		for _, row := range page.Rows {
			note(row.ID)
		}
		for _, row := range page.Rejected { // not readable, but there
			note(row.ID)
		}
	}
	return there, nil
}

func (s *source) again(ctx context.Context, kind poller.Kind, ids []int64) iter.Seq2[*ninjaone.Page, error] {
	q := ninjaone.ListQuery{PageSize: s.options.PageSize}
	switch kind {
	case poller.Devices:
		return s.client.DevicesByID(ctx, ids, false)
	case poller.Organizations:
		return s.client.Organizations(ctx, q)
	case poller.Locations:
		return s.client.Locations(ctx, q)
	}
	return func(yield func(*ninjaone.Page, error) bool) { yield(s.whole(ctx, kind)) }
}
