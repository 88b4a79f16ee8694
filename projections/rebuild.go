package projections

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// RebuildOptions say what to make anew and live in one go.
type RebuildOptions struct {
	Model  string
	Tenant uuid.UUID // zero: all tenants, see Order
	Rules  string
	Long   bool
	// Progress is told of every step. Optional; must not block.
	Progress func(Progress)
}

// Rebuilt says what a rebuild made.
type Rebuilt struct {
	Generation
	Tenants []RebuiltTenant
	Took
}

// RebuiltTenant is one tenant's part of a rebuild.
type RebuiltTenant struct {
	Tenant uuid.UUID
	Checkpoint
	Release int64 // that is live now
	Rows    int64 // of all tables
}

// Rebuild makes a read model anew and live in one go, whatever it differs in: it
// orders, drives and promotes. One that was interrupted is gone on with.
func (e *Engine) Rebuild(ctx context.Context, o RebuildOptions) (*Rebuilt, error) {
	run, err := e.beginOrGoOn(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("rebuild %s: %w", o.Model, err)
	}
	done := &Rebuilt{}
	listen := func(p Progress) {
		if o.Progress != nil {
			o.Progress(p)
		}
	}
	l, err := e.model(o.Model)
	if err != nil {
		return nil, err
	}
	s, err := e.session(ctx, l)
	if err != nil {
		return nil, fmt.Errorf("rebuild %s: %w", o.Model, err)
	}
	s.listener = listen
	for run.State == Building && err == nil {
		err = s.build(ctx, &run)
	}
	s.end()
	done.Generation, done.Took = run.Generation, s.took
	if err != nil {
		return nil, fmt.Errorf("rebuild %s: %w", o.Model, err)
	}
	start := time.Now()
	releases, err := e.Promote(ctx, Promotion{Models: []string{o.Model}, Tenant: o.Tenant, Accept: true})
	if err != nil {
		return nil, fmt.Errorf("rebuild %s: %w", o.Model, err)
	}
	done.Promote = time.Since(start)
	return done, e.describe(ctx, done, releases)
}

// beginOrGoOn takes a rebuild that was interrupted, or orders one.
func (e *Engine) beginOrGoOn(ctx context.Context, o RebuildOptions) (Run, error) {
	open, err := e.Runs(ctx, o.Tenant)
	if err != nil {
		return Run{}, err
	}
	for _, r := range open {
		if r.Model == o.Model && r.State != Promoted && r.Tenant == o.Tenant && r.Rules == o.Rules {
			return r, nil
		}
	}
	return e.Begin(ctx, Order{Model: o.Model, Tenant: o.Tenant, Rules: o.Rules, Long: o.Long, Actor: "rebuild"})
}

// describe tells what a rebuild made of each tenant.
func (e *Engine) describe(ctx context.Context, done *Rebuilt, releases []Release) error {
	for _, r := range releases {
		all, err := e.Status(ctx, r.Tenant)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.Model == done.Model {
				t := RebuiltTenant{Tenant: r.Tenant, Release: r.Release, Checkpoint: s.Checkpoint}
				for _, table := range s.State.Tables {
					t.Rows += table.Rows
				}
				done.Tenants = append(done.Tenants, t)
			}
		}
	}
	return nil
}
