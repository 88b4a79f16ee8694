package app

import (
	"context"
	"slices"
	"sync"
	"time"

	"coresync/adapters/postgres"
	"coresync/http/permission"
	"coresync/projections/behind"
	"coresync/projections/notification"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// settleBehind is how long what is made behind the read models waits for more news: a
// page of a sync rarely comes alone.
const settleBehind = 500 * time.Millisecond

// openBehind makes what stands behind the read models.
func (a *App) openBehind() (err error) {
	a.Suggestions, err = suggestion.New(suggestion.Config{
		Pool: a.db.engine, Sealer: a.Vault, Erasures: a.Vault.Erasures, Rules: a.Models.RulesOf,
	})
	if err != nil {
		return err
	}
	a.Inboxes, err = notification.New(notification.Config{Pool: a.db.engine, Recipients: a.recipients, Zone: a.zoneOf, Mail: a.mail != nil})
	return err
}

// recipients are those who look after NinjaOne: owners and admins, and super admins, who
// stand between them (NOT-02).
func (a *App) recipients(ctx context.Context, tenant uuid.UUID) ([]uuid.UUID, error) {
	users, err := a.Services().Users.List(ctx, tenant)
	var ids []uuid.UUID
	for _, u := range users {
		switch u.Role {
		case permission.Owner, permission.SuperAdmin, permission.Admin:
			ids = append(ids, u.ID)
		}
	}
	return ids, err
}

// zoneOf is the time zone of a workspace.
func (a *App) zoneOf(ctx context.Context, tenant uuid.UUID) (*time.Location, error) {
	w, err := a.Services().Settings.Get(ctx, tenant)
	if err != nil {
		return nil, err
	}
	return time.LoadLocation(w.Timezone)
}

// followBehind keeps what stands behind the read models until the context ends. moved is
// to be told where a read model stands.
func (a *App) followBehind(ctx context.Context, only []string) (moved func(model string, tenant uuid.UUID, position int64), wait func()) {
	if len(only) > 0 {
		return func(string, uuid.UUID, int64) {}, func() {}
	}
	matched := behind.NewFollower("match people", func(ctx context.Context, tenant uuid.UUID) (int64, error) {
		p, err := a.match(ctx, tenant)
		return p.Position, err
	}, settleBehind, a.Log)
	told := behind.NewFollower("tell people what needs them", func(ctx context.Context, tenant uuid.UUID) (int64, error) {
		p, err := a.Inboxes.Pass(ctx, tenant)
		return p.Position, err
	}, settleBehind, a.Log)
	outside := behind.NewFollower("write down what programs outside are told", a.Outward.Pass, settleBehind, a.Log)
	if tenants, err := a.Store.Tenants(ctx); err != nil {
		a.Log.ErrorContext(ctx, "look at all workspaces", "error", err)
	} else {
		for _, t := range tenants { // what was left when the process before ended
			matched.Moved(t.ID, 0)
			told.Moved(t.ID, 0)
			outside.Moved(t.ID, 0)
		}
	}
	var running sync.WaitGroup
	running.Go(func() { matched.Run(ctx) })
	running.Go(func() { told.Run(ctx) })
	running.Go(func() { outside.Run(ctx) })
	models := suggestion.Models()
	return func(model string, tenant uuid.UUID, position int64) {
		if slices.Contains(models, model) {
			matched.Moved(tenant, position)
		}
		told.Moved(tenant, position)
		outside.Moved(tenant, position)
	}, running.Wait
}

// CatchUpSuggestions brings read models and suggestions to where the log stood at the call.
func (a *App) CatchUpSuggestions(ctx context.Context, tenant uuid.UUID) error {
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	_, err := a.match(ctx, tenant)
	return err
}

// match brings suggestions to where the read models stand. These may have been filled a moment
// ago, by a first sync, so PostgreSQL gets to know them first, for this and for whoever reads then.
func (a *App) match(ctx context.Context, tenant uuid.UUID) (suggestion.Pass, error) {
	if err := postgres.KnowTables(ctx, a.db.owner); err != nil {
		a.Log.WarnContext(ctx, "PostgreSQL plans with what it knew of the tables; autovacuum mends that", "error", err)
	}
	return a.Suggestions.CatchUp(ctx, tenant)
}
