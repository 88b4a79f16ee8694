package app

import (
	"context"
	"slices"
	"time"

	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// settleSuggestions is how long matching waits for more news: a page of a sync rarely
// comes alone.
const settleSuggestions = 500 * time.Millisecond

func (a *App) openSuggestions() (err error) {
	a.Suggestions, err = suggestion.New(suggestion.Config{
		Pool: a.db.engine, Sealer: a.Vault, Erasures: a.Vault.Erasures,
	})
	return err
}

// followSuggestions matches people behind the read models until the context ends. moved
// is to be told where a read model stands.
func (a *App) followSuggestions(ctx context.Context, only []string) (moved func(model string, tenant uuid.UUID, position int64), wait func()) {
	if len(only) > 0 {
		return func(string, uuid.UUID, int64) {}, func() {}
	}
	f := suggestion.NewFollower(a.Suggestions, settleSuggestions, a.Log)
	if tenants, err := a.Store.Tenants(ctx); err != nil {
		a.Log.ErrorContext(ctx, "match people of all workspaces", "error", err)
	} else {
		for _, t := range tenants { // what was left when the process before ended
			f.Moved(t.ID, 0)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = f.Run(ctx) // ends with the context alone
	}()
	models := suggestion.Models()
	return func(model string, tenant uuid.UUID, position int64) {
		if slices.Contains(models, model) {
			f.Moved(tenant, position)
		}
	}, func() { <-done }
}

// CatchUpSuggestions brings read models and suggestions to where the log stood at the call.
func (a *App) CatchUpSuggestions(ctx context.Context, tenant uuid.UUID) error {
	if err := a.CatchUp(ctx, tenant); err != nil {
		return err
	}
	_, err := a.Suggestions.CatchUp(ctx, tenant)
	return err
}
