package app

import (
	"context"
	"fmt"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/poller"
	"coresync/cmd/internal/service"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/schedule"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// SetSchedule says how often a connection syncs by itself, from this moment on
// (SCH-01, SCH-02): an event, and the row that the workers look at.
func (a *App) SetSchedule(ctx context.Context, c api.Command, id uuid.UUID, s api.Schedule) (eventstore.Appended, error) {
	if err := checkSchedule(s); err != nil {
		return eventstore.Appended{}, err
	}
	if _, err := a.connectionSettings(ctx, c.Tenant, id); err != nil {
		return eventstore.Appended{}, err
	}
	anchor := time.Now().UTC().Truncate(time.Second)
	done, err := a.Store.Append(ctx, eventstore.Append{
		Tenant: c.Tenant, Actor: c.Actor, CorrelationID: c.Correlation,
		Events: []event.New{{Stream: event.ConnectionStream(id), Payload: &event.ScheduleSet{
			Connection: id, Frequency: s.Frequency, Zone: s.Zone, Anchor: anchor,
		}}},
	})
	if err != nil {
		return done, err
	}
	work := jobs.Work{Tenant: c.Tenant, Kind: workSchedule, ID: id}
	_, err = a.Jobs.SetSchedule(ctx, jobs.Schedule{Work: work, Every: schedule.Every(s.Frequency), Zone: s.Zone, Anchor: anchor})
	if err != nil {
		return done, fmt.Errorf("schedule connection %s: %w; choose the frequency once more", id, err)
	}
	return done, nil
}

func checkSchedule(s api.Schedule) error {
	var faults []domain.Fault
	if !schedule.Every(s.Frequency).Valid() {
		faults = append(faults, domain.Fault{Pointer: "/frequency", Code: "unknown", Message: "choose hourly, daily, weekly or manual"})
	}
	if _, err := time.LoadLocation(s.Zone); err != nil || s.Zone == "" {
		faults = append(faults, domain.Fault{Pointer: "/zone", Code: "unknown_zone", Message: "is no time zone; give a name like Europe/Berlin"})
	}
	return domain.Invalid(faults)
}

// NextSync is when a connection syncs next by itself (SCH-03); zero: never.
func (a *App) NextSync(ctx context.Context, tenant, id uuid.UUID) (time.Time, error) {
	all, err := a.Jobs.Schedules(ctx, tenant)
	if err != nil {
		return time.Time{}, err
	}
	for _, s := range all {
		if s.Kind == workSchedule && s.ID == id {
			return s.NextAt, nil
		}
	}
	return time.Time{}, nil
}

// SyncWork implements service.ConnectionPort.
func (a *App) SyncWork(ctx context.Context, tenant, id uuid.UUID) (w service.SyncWork, err error) {
	if w.Alive, err = a.Jobs.Alive(ctx); err != nil {
		return w, err
	}
	open, err := a.Poller.Runs(ctx, tenant, poller.RunFilter{Connection: id, State: poller.StateRunning, Limit: 1})
	if err != nil {
		return w, err
	}
	all, err := a.Jobs.List(ctx)
	for _, s := range all {
		mine := s.Kind == workSchedule && s.ID == id || s.Kind == workSync && len(open) > 0 && s.ID == open[0].ID
		if s.Tenant == tenant && mine && s.Failures > w.Failures {
			w.Failures, w.Message, w.NextAt = s.Failures, s.Message, s.NextAt
		}
	}
	return w, err
}

// paceSchedule lets a connection's schedule rest the longer, the more of its runs failed
// in a row, and ends the rest where one was complete (SCH-04).
func (a *App) paceSchedule(ctx context.Context, tenant, id uuid.UUID) error {
	run, err := a.Poller.Run(ctx, tenant, id)
	if err != nil {
		return err
	}
	of := jobs.Work{Tenant: tenant, Kind: workSchedule, ID: run.Connection}
	switch {
	case run.State == poller.StateCompleted:
		return a.Jobs.Hasten(ctx, of)
	case run.State != poller.StateFailed || run.Trigger != poller.TriggerScheduled:
		return nil
	}
	failing, err := a.Poller.FailingRuns(ctx, tenant, run.Connection)
	if err != nil {
		return err
	}
	all, err := a.Jobs.Schedules(ctx, tenant)
	for _, s := range all {
		if s.Work == of {
			return a.Jobs.PutOff(ctx, of, schedule.Rest(s.Every, failing.Scheduled))
		}
	}
	return err
}

// hasten ends the rest of a failing schedule: somebody mended the connection.
func (a *App) hasten(ctx context.Context, tenant, connection uuid.UUID) error {
	return a.Jobs.Hasten(ctx, jobs.Work{Tenant: tenant, Kind: workSchedule, ID: connection})
}
