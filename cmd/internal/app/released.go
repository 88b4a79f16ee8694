package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"coresync/adapters/jobs"
	"coresync/adapters/poller"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// clear takes away what may not stay after a disconnect: secret and tokens, and what would
// bring new ones, the schedules, and what a held run would still write (GAP-01).
func (a *App) clear(ctx context.Context, c ConnectionCommand) error {
	held, err := a.Poller.Runs(ctx, c.Tenant, poller.RunFilter{Connection: c.Connection, State: poller.StateHeld, Limit: 1})
	for _, run := range held {
		_, discarding := a.Poller.Discard(ctx, poller.Decision{Tenant: c.Tenant, Run: run.ID, By: c.Actor})
		err = errors.Join(err, discarding)
	}
	for _, kind := range []string{workSchedule, workAccess} {
		err = errors.Join(err, a.Jobs.RemoveSchedule(ctx, jobs.Work{Tenant: c.Tenant, Kind: kind, ID: c.Connection}))
	}
	return errors.Join(err, a.SignIns().Forget(ctx, c.Tenant, c.Connection), a.Credentials().Remove(ctx, c.Tenant, c.Connection))
}

// releasedAtOnce is how many devices one event names: 1,000 ids are some 10 KB.
const releasedAtOnce = 1000

// released are the events that say what becomes of a connection's devices when it is ended
// (GAP-01): all that the log knows. A fleet of 500,000 fits into the one append.
func (a *App) released(ctx context.Context, tenant, connection uuid.UUID, assets string) (all []event.New, err error) {
	var devices []int64
	prefix := event.DevicePrefix(connection)
	err = a.Store.EachStream(ctx, tenant, prefix, func(h eventstore.StreamHead) error {
		_, id, ok := event.NinjaID(h.Stream)
		if !ok {
			return fmt.Errorf("the stream %s has no id in its name", h.Stream)
		}
		devices = append(devices, id)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the devices of connection %s: %w", connection, err)
	}
	for page := range slices.Chunk(devices, releasedAtOnce) {
		all = append(all, event.New{
			Stream:  event.ReleaseStream(connection),
			Payload: &event.DevicesReleased{Connection: connection, Devices: page, Assets: assets},
		})
	}
	return all, nil
}
