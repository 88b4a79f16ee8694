package app

import (
	"cmp"
	"context"
	"time"

	"coresync/adapters/jobs"
	"coresync/domain/schedule"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
)

// workAudit walks a tenant's log; its id is the tenant's.
const workAudit = "audit"

// StartAudit orders a walk over a tenant's log, or joins the one that is going on.
func (a *App) StartAudit(ctx context.Context, tenant uuid.UUID) (tree.Noted, error) {
	going, err := tree.ReadNoted(ctx, a.db.engine, tenant)
	if err != nil || going != nil && !going.Ended() && a.Store.Now().Sub(going.StartedAt) < longest {
		return *cmp.Or(going, &tree.Noted{}), err
	}
	n := tree.Noted{State: tree.AuditQueued, StartedAt: a.Store.Now()}
	if err := tree.Note(ctx, a.db.engine, tenant, n); err != nil {
		return n, err
	}
	_, err = a.Jobs.Start(ctx, jobs.Work{Tenant: tenant, Kind: workAudit, ID: tenant})
	return n, err
}

// stepAudit walks a log. What does not fit is noted, and told in the program's log.
func (a *App) stepAudit(ctx context.Context, w jobs.Work) (done bool, next time.Time, err error) {
	found, err := a.Fsck(ctx, w.Tenant, nil)
	if err == nil && !found.OK() {
		a.Log.ErrorContext(ctx, "the log is not what was appended and signed; `coresync audit fsck` names the positions",
			"tenant", w.Tenant, "faults", found.FaultCount, "first", found.Faults[0].String())
	}
	return true, next, err
}

// scheduleAudit lets a tenant's log be walked each week.
func (a *App) scheduleAudit(ctx context.Context, tenant uuid.UUID) error {
	at := time.Date(2026, 1, 4, 4, 30, 0, 0, a.Settings.Zone) // a Sunday
	return a.scheduleOnce(ctx, jobs.Schedule{
		Work: jobs.Work{Tenant: tenant, Kind: workAudit, ID: tenant}, Every: schedule.Weekly, Zone: a.Settings.Zone.String(), Anchor: at,
	})
}
