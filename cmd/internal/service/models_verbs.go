package service

import (
	"context"
	"errors"
	"slices"
	"time"

	"coresync/domain"
	"coresync/domain/rules"
	"coresync/http/api"
	"coresync/projections"
)

// known refuses a name that no read model has.
func (s models) known(name string) error {
	if !slices.ContainsFunc(s.engine.Live(), func(l *projections.Live) bool { return l.Name() == name }) {
		return domain.NotFound("projection")
	}
	return nil
}

// several are the models that a name stands for; none: all that there is something for.
func (s models) several(name string) ([]string, error) {
	if name == api.AllProjections {
		return nil, nil
	}
	return []string{name}, s.known(name)
}

// forPeople turns the engine's errors into errors for people.
func forPeople(err error) error {
	var shape *projections.ShapeError
	switch {
	case errors.Is(err, projections.ErrRebuilding), errors.Is(err, projections.ErrBusy):
		return &domain.Error{Code: domain.CodeUnavailable, Reason: "busy", RetryAfter: 5 * time.Second, Cause: err,
			Message: "Another process is at this read model just now. Try again in some seconds."}
	case errors.As(err, &shape):
		return &domain.Error{Code: domain.CodeConflict, Reason: "not_allowed_now", Cause: err, Message: shape.Error()}
	}
	return err
}

// Plan implements api.Projections.
func (s models) Plan(ctx context.Context, scope api.Scope, name, version string) (api.RebuildPlan, error) {
	if err := s.known(name); err != nil {
		return api.RebuildPlan{}, err
	}
	p, err := s.engine.Plan(ctx, projections.Order{Model: name, Tenant: scope.Tenant, Rules: version})
	if err != nil {
		return api.RebuildPlan{}, forPeople(err)
	}
	return api.RebuildPlan{
		Name: p.Model, Rules: p.Rules, Changes: ruleChanges(p.Changes), NewTables: p.InNewTables, HistoryBound: p.HistoryBound,
		Partial: p.Partial, Stale: p.Stale,
		Tenants: p.Tenants, Events: p.Events, Superseded: p.Superseded, Rows: p.Rows, Bytes: p.Bytes,
		Seconds: p.Duration.Seconds(), Basis: p.Basis,
	}, nil
}

func ruleChanges(changes []rules.Change) []api.RuleChange {
	views := make([]api.RuleChange, len(changes))
	for i, c := range changes {
		views[i] = api.RuleChange{Pointer: c.Pointer, Old: c.Old, New: c.New}
	}
	return views
}

// Rebuild implements api.Projections.
func (s models) Rebuild(ctx context.Context, c api.Command, name, version string) (api.Work, error) {
	if err := s.known(name); err != nil {
		return api.Work{}, err
	}
	run, err := s.port.StartRebuild(ctx, projections.Order{Model: name, Tenant: c.Tenant, Rules: version, Actor: c.Actor})
	if err != nil {
		return api.Work{}, forPeople(err)
	}
	return *runWork(run), nil
}

// Fsck implements api.Projections.
func (s models) Fsck(ctx context.Context, c api.Command, name string) (api.Work, error) {
	if err := s.known(name); err != nil {
		return api.Work{}, err
	}
	check, err := s.port.StartFsck(ctx, c.Tenant, name)
	if err != nil {
		return api.Work{}, err
	}
	return *checkWork(check), nil
}

// Cancel implements api.Projections.
func (s models) Cancel(ctx context.Context, c api.Command, name string) error {
	if err := s.known(name); err != nil {
		return err
	}
	_, err := s.engine.Cancel(ctx, name, c.Tenant)
	return forPeople(err)
}

// Promote implements api.Projections.
func (s models) Promote(ctx context.Context, c api.Command, name string, accept bool) ([]api.ProjectionRelease, error) {
	names, err := s.several(name)
	if err != nil {
		return nil, err
	}
	return releases(s.engine.Promote(ctx, projections.Promotion{Models: names, Tenant: c.Tenant, Accept: accept}))
}

// Rollback implements api.Projections.
func (s models) Rollback(ctx context.Context, c api.Command, name string) ([]api.ProjectionRelease, error) {
	names, err := s.several(name)
	if err != nil {
		return nil, err
	}
	return releases(s.engine.Rollback(ctx, projections.Promotion{Models: names, Tenant: c.Tenant}))
}

func releases(all []projections.Release, err error) ([]api.ProjectionRelease, error) {
	views := make([]api.ProjectionRelease, len(all))
	for i, r := range all {
		views[i] = api.ProjectionRelease{Tenant: r.Tenant, Release: r.Release, Generations: make([]string, len(r.Generations))}
		for j, g := range r.Generations {
			views[i].Generations[j] = g.Consumer()
		}
	}
	return views, forPeople(err)
}

// Retry implements api.Projections.
func (s models) Retry(ctx context.Context, c api.Command, name string) (api.Repaired, error) {
	if err := s.known(name); err != nil {
		return api.Repaired{}, err
	}
	done, err := s.engine.Repair(ctx, c.Tenant, name)
	if err != nil {
		return api.Repaired{}, forPeople(err)
	}
	view := api.Repaired{Name: name, Position: done.Position, Unblocked: done.Unblocked, StillBlocked: done.StillBlocked}
	for _, t := range done.Tables {
		view.Tables = append(view.Tables, api.RepairedTable{Table: t.Table, Missing: t.MissingCount, Extra: t.ExtraCount, Different: t.DifferentCount})
	}
	return view, nil
}
