package app

import (
	"context"
	"errors"
	"time"

	"coresync/adapters/poller"
	"coresync/cmd/internal/service"
	"coresync/projections"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// Sync drives a connection's run to its end in this process, or follows the one
// that another process drives, and waits for the read models. watch is told of
// the progress; nil: nobody.
func (a *App) Sync(ctx context.Context, r poller.Request, watch func(poller.Progress)) (poller.Run, bool, error) {
	run, joined, err := a.Poller.Start(ctx, r)
	if err != nil {
		return run, joined, err
	}
	if watch != nil {
		stop := a.watchRun(run.ID, watch)
		defer stop()
	}
	if run, err = a.Poller.Drive(ctx, r.Tenant, run.ID); err != nil {
		return run, joined, err
	}
	return run, joined, a.CatchUp(ctx, r.Tenant)
}

// watchRun calls watch with the progress of a run, from one goroutine, until stop.
func (a *App) watchRun(run uuid.UUID, watch func(poller.Progress)) (stop func()) {
	at, unwatch := a.progress.watch(run)
	done, end := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case p := <-at:
				watch(p)
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

// lookForRuns is how often a worker looks for runs that nobody drives: with the
// lease of 15 s, a run whose process was killed goes on within 20 s.
const lookForRuns = 4 * time.Second

// DriveRuns drives the runs that want driving, each in a goroutine of its own,
// until the context ends; runs of one connection never overlap.
func (a *App) DriveRuns(ctx context.Context) error {
	driven := make(map[uuid.UUID]bool)
	ended := make(chan uuid.UUID)
	look := time.NewTicker(lookForRuns)
	defer look.Stop()
	for running := 0; ; {
		if ctx.Err() == nil {
			running += a.driveOpen(ctx, driven, ended)
		} else if running == 0 {
			return nil
		}
		select {
		case id := <-ended:
			delete(driven, id)
			running--
		case <-look.C:
		case <-a.syncAsked:
		case <-done(ctx, running):
		}
	}
}

// done is the context's end while there is nothing to wait for.
func done(ctx context.Context, running int) <-chan struct{} {
	if ctx.Err() != nil && running > 0 {
		return nil // wait for the runs
	}
	return ctx.Done()
}

func (a *App) driveOpen(ctx context.Context, driven map[uuid.UUID]bool, ended chan<- uuid.UUID) (started int) {
	runs, err := a.Poller.OpenRuns(ctx)
	if err != nil {
		if ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "look for sync runs", "error", err)
		}
		return 0
	}
	for _, run := range runs {
		if driven[run.ID] {
			continue
		}
		driven[run.ID] = true
		started++
		go func() {
			defer func() { ended <- run.ID }()
			if _, err := a.Poller.Drive(ctx, run.Tenant, run.ID); err != nil && !errors.Is(err, context.Canceled) {
				a.Log.ErrorContext(ctx, "drive a sync run", "run", run.ID, "error", err)
			}
		}()
	}
	return started
}

// SyncAsked makes this process look for new runs at once.
func (a *App) SyncAsked() {
	select {
	case a.syncAsked <- struct{}{}:
	default:
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
