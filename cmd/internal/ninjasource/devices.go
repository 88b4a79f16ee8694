package ninjasource

import (
	"context"
	"iter"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
)

// waiting begins the cursor of a page of devices that wait for approval.
const waiting = "waiting:"

// devices lists the approved devices behind a cursor, or with waits those that wait
// for approval, which come last where they are asked for: NinjaOne's listing is of one
// status.
func (s *source) devices(ctx context.Context, q ninjaone.ListQuery, waits bool) iter.Seq2[poller.Page, error] {
	query := ninjaone.DeviceQuery{
		ListQuery: q, Detailed: true, Expand: []ninjaone.Expand{ninjaone.ExpandWarranty, ninjaone.ExpandAssignedOwner},
	}
	return func(yield func(poller.Page, error) bool) {
		if !waits {
			for page, err := range translated(poller.Devices, s.client.Devices(ctx, query)) {
				if !yield(page, err) || err != nil {
					return
				}
			}
			query.After = 0
		}
		if !waits && !s.options.Pending {
			return
		}
		query.Filter = ninjaone.StatusIs("PENDING")
		for page, err := range translated(poller.Devices, s.client.Devices(ctx, query)) {
			page.Cursor = waiting + page.Cursor
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}
