package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/adapters/jobs"
	"coresync/domain"
	"coresync/domain/schedule"
	"coresync/projections"

	"github.com/google/uuid"
)

// The kinds of long work on read models. The id of workRebuild is that of the
// rebuild; that of workFsck is the tenant's for all models, else of fsckID.
const (
	workRebuild = "rebuild"
	workFsck    = "fsck"
)

// longest is how long the rows of one tenant may be made, or one read model be checked.
const longest = 6 * time.Hour

// stepFor is how long one step of long work goes on where it is made of smaller ones.
const stepFor = 20 * time.Second

// StartRebuild orders a rebuild, or joins the one that is going on, and leaves it to
// the workers, whichever process they are in.
func (a *App) StartRebuild(ctx context.Context, o projections.Order) (projections.Run, error) {
	run, err := a.Models.Begin(ctx, o)
	if err != nil {
		return run, err
	}
	_, err = a.Jobs.Start(ctx, jobs.Work{Tenant: run.Tenant, Kind: workRebuild, ID: run.ID})
	return run, err
}

// stepRebuild goes on with a rebuild: it makes rows until they are ready, and then
// lets what is kept beside the live rows follow the log.
func (a *App) stepRebuild(ctx context.Context, w jobs.Work) (done bool, next time.Time, err error) {
	for began := time.Now(); ; {
		_, done, next, err = a.Models.Step(ctx, w.ID, nil)
		if domain.ErrorCode(err) == domain.CodeNotFound {
			return true, next, err
		}
		if err != nil || done || !next.IsZero() || time.Since(began) > stepFor {
			return done, next, err
		}
	}
}

// DriveRebuild drives a rebuild in this process until its rows are ready, or it has
// ended. Where a worker drives it, it tells how far that one is, and takes over from
// one that dies.
func (a *App) DriveRebuild(ctx context.Context, run projections.Run, listen func(projections.Progress)) (projections.Run, error) {
	for {
		run, _, next, err := a.Models.Step(ctx, run.ID, listen)
		if err != nil || run.State != projections.Building {
			return run, err
		}
		if next.IsZero() {
			continue
		}
		listen(run.Progress)
		select {
		case <-ctx.Done():
			return run, context.Cause(ctx)
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// fsckID is the id of the work that checks one model of a tenant.
func fsckID(tenant uuid.UUID, model string) uuid.UUID {
	return uuid.NewSHA1(tenant, []byte("fsck:"+model))
}

// StartFsck orders a comparison of a read model with its log.
func (a *App) StartFsck(ctx context.Context, tenant uuid.UUID, model string) (projections.Check, error) {
	c := projections.Check{Model: model, State: projections.CheckQueued, StartedAt: time.Now()}
	if err := a.Models.NoteCheck(ctx, tenant, c); err != nil {
		return c, err
	}
	_, err := a.Jobs.Start(ctx, jobs.Work{Tenant: tenant, Kind: workFsck, ID: fsckID(tenant, model)})
	return c, err
}

// stepFsck checks a model, or all of the tenant. What differs is written down beside
// the model, and in the program's log.
func (a *App) stepFsck(ctx context.Context, w jobs.Work) (done bool, next time.Time, err error) {
	for _, live := range a.Models.Live() {
		if w.ID != w.Tenant && w.ID != fsckID(w.Tenant, live.Name()) {
			continue
		}
		found, failed := a.Models.CheckNow(ctx, w.Tenant, live.Name())
		switch {
		case failed != nil:
			err = errors.Join(err, fmt.Errorf("check %s: %w", live.Name(), failed))
		case !found.OK():
			a.Log.ErrorContext(ctx, "a read model differs from the log; `coresync projections retry` writes it anew",
				"tenant", w.Tenant, "model", live.Name(), "found", found.String())
		}
	}
	return true, next, err
}

// scheduleChecks lets every workspace's read models be checked each night, and its log be
// walked each week.
func (a *App) scheduleChecks(ctx context.Context) error {
	tenants, err := a.Store.Tenants(ctx)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		if err := errors.Join(a.scheduleCheck(ctx, t.ID), a.scheduleAudit(ctx, t.ID)); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) scheduleCheck(ctx context.Context, tenant uuid.UUID) error {
	at := time.Date(2026, 1, 1, 3, 30, 0, 0, a.Settings.Zone)
	return a.scheduleOnce(ctx, jobs.Schedule{
		Work: jobs.Work{Tenant: tenant, Kind: workFsck, ID: tenant}, Every: schedule.Daily, Zone: a.Settings.Zone.String(), Anchor: at,
	})
}

// scheduleOnce sets a schedule where the tenant has none of this kind.
func (a *App) scheduleOnce(ctx context.Context, wanted jobs.Schedule) error {
	all, err := a.Jobs.Schedules(ctx, wanted.Tenant)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Kind == wanted.Kind {
			return nil
		}
	}
	_, err = a.Jobs.SetSchedule(ctx, wanted)
	return err
}
