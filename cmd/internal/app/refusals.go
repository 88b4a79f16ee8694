package app

import (
	"context"
	"time"

	"coresync/cmd/internal/service"
)

// tellRefusalsEvery is how often what is left of failed sign-ins is told in the log.
const tellRefusalsEvery = time.Minute

// tellRefusals tells in the log of the last failed sign-ins of somebody who gave up, until
// the context ends. What fails is logged and tried again.
func (a *App) tellRefusals(ctx context.Context) {
	tick := time.NewTicker(tellRefusalsEvery)
	defer tick.Stop()
	people := service.People(a.parts())
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		tenants, err := a.Store.Tenants(ctx)
		for _, t := range tenants {
			if err == nil {
				err = people.TellRefusals(ctx, t.ID)
			}
		}
		if err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "tell in the log of sign-ins that failed", "error", err)
		}
	}
}
