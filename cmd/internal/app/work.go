package app

import (
	"context"
	"errors"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/poller"
)

// The kinds of long work. The id of workSync is that of a run, that of
// workSchedule is that of the connection whose schedule is due, as that of workAccess.
const (
	workSync     = "sync"
	workSchedule = "schedule"
	workAccess   = "access"
	// workProvision carries a request to change access out; its id is the request's.
	workProvision = "provision"
	// workReport sends a report that is due; its id is the schedule's.
	workReport = "report"
)

// openQueue makes this process's part in the long work.
func (a *App) openQueue() (err error) {
	a.Jobs, err = jobs.New(jobs.Config{
		Pool: a.db.engine, Owner: owner(), Logger: a.Log,
		Steppers: map[string]jobs.Stepper{
			workSync:      jobs.StepFunc(a.stepSync),
			workSchedule:  jobs.StepFunc(a.stepSchedule),
			workAccess:    jobs.StepFunc(a.stepAccess),
			workProvision: jobs.StepFunc(a.stepProvision),
			workReport:    jobs.StepFunc(a.stepReport),
			workRebuild:   jobs.StepFunc(a.stepRebuild),
			workFsck:      jobs.StepFunc(a.stepFsck),
			workAudit:     jobs.StepFunc(a.stepAudit),
		},
		// One tenant's rows are made in one step, and one read model or log is checked in one.
		Limits: map[string]time.Duration{workRebuild: longest, workFsck: longest, workAudit: longest},
	})
	return err
}

// stepSync drives a run for at most half a minute. One that another process drives,
// such as `sync run --wait`, is looked at again when that one's lease would end: that
// is no failure, after which the pauses would grow.
func (a *App) stepSync(ctx context.Context, w jobs.Work) (done bool, next time.Time, err error) {
	done, err = a.Poller.Step(ctx, w.Tenant, w.ID)
	var elsewhere *poller.HeldElsewhereError
	if errors.As(err, &elsewhere) {
		return false, elsewhere.Until, nil
	}
	if done && err == nil {
		err = a.paceSchedule(ctx, w.Tenant, w.ID)
	}
	return done && err == nil, time.Time{}, err
}

// stepSchedule starts the run that is due, or joins the one that is going on: a
// missed time is one run, never a burst (SCH-04).
func (a *App) stepSchedule(ctx context.Context, w jobs.Work) (done bool, next time.Time, err error) {
	_, _, err = a.StartSync(ctx, poller.Request{Tenant: w.Tenant, Connection: w.ID, Trigger: poller.TriggerScheduled})
	return err == nil, time.Time{}, err
}

// StartSync starts a run, or joins the one that is going on, and leaves it to the
// workers, whichever process they are in.
func (a *App) StartSync(ctx context.Context, r poller.Request) (run poller.Run, joined bool, err error) {
	if run, joined, err = a.Poller.Start(ctx, r); err != nil {
		return run, joined, err
	}
	_, err = a.Jobs.Start(ctx, jobs.Work{Tenant: r.Tenant, Kind: workSync, ID: run.ID})
	return run, joined, err
}

// ReleaseSync lets the staged changes of a held run go to the log, or those that the
// decision selects.
func (a *App) ReleaseSync(ctx context.Context, d poller.Decision) (poller.Run, error) {
	run, err := a.Poller.Release(ctx, d)
	if err != nil {
		return run, err
	}
	_, err = a.Jobs.Start(ctx, jobs.Work{Tenant: d.Tenant, Kind: workSync, ID: d.Run})
	return run, err
}
