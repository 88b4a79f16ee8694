package app

import (
	"context"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// followPoll is how often Follow looks for new events; a person watches, so this
// is quick enough.
const followPoll = 250 * time.Millisecond

// Follow reads events as they are appended until the context ends or yield fails.
func (a *App) Follow(ctx context.Context, tenant uuid.UUID, q eventstore.Query, yield func(event.Recorded) error) error {
	tick := time.NewTicker(followPoll)
	defer tick.Stop()
	for {
		// Read up to the head and go on there, also where the filter lets nothing through.
		head, err := a.Store.Head(ctx, tenant)
		if err != nil {
			return err
		}
		if head.Position > q.After {
			q.To = head.Position
			if err := a.Store.Read(ctx, tenant, q, yield); err != nil {
				return err
			}
			q.After, q.Since = head.Position, time.Time{}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
