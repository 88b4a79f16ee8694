package app

import (
	"context"
	"time"

	"coresync/adapters/poller"
	"coresync/cmd/internal/service"
	"coresync/projections"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// Sync drives a connection's run to its end in this process, or follows the one
// that another process drives, and waits for the read models. Should this process
// be killed, a worker goes on with it. watch is told of the progress; nil: nobody.
func (a *App) Sync(ctx context.Context, r poller.Request, watch func(poller.Progress)) (poller.Run, bool, error) {
	run, joined, err := a.StartSync(ctx, r)
	if err != nil {
		return run, joined, err
	}
	if watch != nil {
		stop := a.watchRun(ctx, run, watch)
		defer stop()
	}
	if run, err = a.Poller.Drive(ctx, r.Tenant, run.ID); err != nil {
		return run, joined, err
	}
	if err = a.paceSchedule(ctx, r.Tenant, run.ID); err != nil {
		return run, joined, err
	}
	return run, joined, a.CatchUp(ctx, r.Tenant)
}

// lookAtRun is how often a watcher is told of a run that another process drives.
const lookAtRun = time.Second

// watchRun calls watch with the progress of a run, from one goroutine, until stop:
// where it is now, every page of what this process drives, and else what the database
// says.
func (a *App) watchRun(ctx context.Context, run poller.Run, watch func(poller.Progress)) (stop func()) {
	at, unwatch := a.progress.watch(run.ID)
	done, end := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		look := time.NewTicker(lookAtRun)
		defer look.Stop()
		for p := run.Progress(); ; {
			watch(p)
			select {
			case p = <-at:
				look.Stop() // this process drives it, and knows more than the database
			case <-look.C:
				// Only a display: Drive tells what is wrong with the database.
				if now, err := a.Poller.Run(ctx, run.Tenant, run.ID); err == nil {
					p = now.Progress()
				}
			case <-end:
				return
			}
		}
	}()
	return func() {
		unwatch()
		close(end)
		<-done
	}
}

// Matched counts the organizations of a connection that are linked to customers,
// by people or by name, and those that are not (SYN-08, SYN-09).
func (a *App) Matched(ctx context.Context, tenant, connection uuid.UUID) (matched, unmatched int, err error) {
	err = projections.Read(ctx, a.db.web, tenant, time.Now(), func(r *projections.Reading) error {
		counts, err := mapping.Counts(ctx, r, mapping.Filter{Connection: connection})
		matched, unmatched = service.Matched(counts)
		return err
	})
	return matched, unmatched, err
}
