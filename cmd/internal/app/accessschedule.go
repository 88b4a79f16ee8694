package app

import (
	"context"
	"fmt"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/poller"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/schedule"

	"github.com/google/uuid"
)

// stepAccess reads accounts and roles of a connection alone (C1C-15). What a sync reads at
// the same time, or will once it is released, it leaves to that; a connection that never
// synced begins with a whole sync.
func (a *App) stepAccess(ctx context.Context, w jobs.Work) (done bool, next time.Time, err error) {
	state, err := a.connectionState(ctx, w.Tenant, w.ID)
	if err != nil {
		return false, time.Time{}, err
	}
	if !state.Exists() {
		return true, time.Time{}, a.Jobs.RemoveSchedule(ctx, w)
	}
	_, _, err = a.StartAccessSync(ctx, w.Tenant, w.ID)
	return err == nil, time.Time{}, err
}

// StartAccessSync begins to read accounts and roles alone and leaves it to the workers.
// It starts nothing while a sync is open, or before the first one was complete.
func (a *App) StartAccessSync(ctx context.Context, tenant, connection uuid.UUID) (run poller.Run, started bool, err error) {
	for _, state := range []string{poller.StateRunning, poller.StateHeld} {
		open, err := a.Poller.Runs(ctx, tenant, poller.RunFilter{Connection: connection, State: state, Limit: 1})
		if err != nil || len(open) > 0 {
			return run, false, err
		}
	}
	complete, err := a.Poller.Runs(ctx, tenant, poller.RunFilter{Connection: connection, State: poller.StateCompleted, Limit: 1})
	if err != nil || len(complete) == 0 {
		return run, false, err
	}
	run, _, err = a.StartSync(ctx, poller.Request{Tenant: tenant, Connection: connection, Trigger: poller.TriggerAccess})
	return run, err == nil, err
}

// scheduleAccess sees to it that the access of each connection is read by itself, hourly
// unless somebody chose otherwise.
func (a *App) scheduleAccess(ctx context.Context) error {
	tenants, err := a.Store.Tenants(ctx)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		all, err := a.Jobs.Schedules(ctx, t.ID)
		if err != nil {
			return err
		}
		have := make(map[uuid.UUID]bool)
		for _, s := range all {
			have[s.ID] = have[s.ID] || s.Kind == workAccess
		}
		connections, err := a.ConnectionIDs(ctx, t.ID)
		if err != nil {
			return err
		}
		for _, id := range connections {
			if have[id] {
				continue
			}
			if err := a.setAccessSchedule(ctx, t.ID, id, schedule.Hourly, time.Now()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *App) setAccessSchedule(ctx context.Context, tenant, connection uuid.UUID, every schedule.Every, anchor time.Time) error {
	_, err := a.Jobs.SetSchedule(ctx, jobs.Schedule{
		Work: jobs.Work{Tenant: tenant, Kind: workAccess, ID: connection}, Every: every, Zone: a.Settings.Zone.String(),
		Anchor: anchor.UTC().Truncate(time.Second),
	})
	if err != nil {
		return fmt.Errorf("schedule reading %s: %w", event.AccessConnectorStream(connection), err)
	}
	return nil
}

// ReadAccess reads accounts and roles alone, to the end, and waits for the read models.
func (a *App) ReadAccess(ctx context.Context, tenant, connection uuid.UUID) (poller.Run, error) {
	run, started, err := a.StartAccessSync(ctx, tenant, connection)
	if err != nil {
		return run, err
	}
	if !started {
		return run, &domain.Error{Code: domain.CodeConflict, Reason: "sync_open",
			Message: "A sync of this connection goes on, waits for a decision, or was never complete. That one reads access, too."}
	}
	if run, err = a.Poller.Drive(ctx, tenant, run.ID); err != nil {
		return run, err
	}
	if run.State != poller.StateCompleted {
		return run, fmt.Errorf("read access: %s: %s", run.Reason, run.Message)
	}
	return run, a.CatchUp(ctx, tenant)
}
