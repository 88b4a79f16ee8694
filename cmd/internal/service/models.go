package service

import (
	"context"
	"slices"
	"strconv"
	"time"

	"coresync/domain"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
)

// models implements api.Projections.
type models struct {
	log    *eventstore.Store
	engine *projections.Engine
}

// List implements api.Projections.
func (s models) List(ctx context.Context, scope api.Scope) (api.Answer[[]api.Projection], error) {
	var a api.Answer[[]api.Projection]
	head, err := s.log.Head(ctx, scope.Tenant)
	if err != nil {
		return a, conflicts(err)
	}
	all, err := s.engine.Status(ctx, scope.Tenant)
	if err != nil {
		return a, err
	}
	a.Standing.Position = api.Position{Epoch: head.Epoch, N: head.Position}
	a.Data = make([]api.Projection, len(all))
	for i, m := range all {
		a.Data[i] = projection(m)
		a.Standing.Position.N = min(a.Standing.Position.N, m.Position)
		a.Standing.Age = max(a.Standing.Age, m.Age)
		a.Standing.Generation, a.Standing.Rules = strconv.FormatInt(m.Release, 10), m.Rules
	}
	return a, nil
}

func projection(m projections.Status) api.Projection {
	state := "live"
	if len(m.Blocked) > 0 {
		state = "blocked"
	}
	return api.Projection{
		Name: m.Model, Generation: m.Generation.Consumer(), State: state, Position: m.Position, Head: m.Head,
		AgeSeconds: m.Age.Seconds(), Applied: m.Applied, Ignored: m.Ignored, Superseded: m.Superseded, Failed: m.Failed,
		Blocked: int64(len(m.Blocked)), Allowed: []string{},
	}
}

// lag is how old the oldest event is that some read model has not applied.
func (s models) lag(ctx context.Context) (time.Duration, error) {
	tenants, err := s.log.Tenants(ctx)
	if err != nil {
		return 0, err
	}
	most := time.Duration(0)
	for _, t := range tenants {
		all, err := s.engine.Status(ctx, t.ID)
		if err != nil {
			return 0, err
		}
		for _, m := range all {
			most = max(most, m.Age)
		}
	}
	return most, nil
}

// refuse answers an order of long work: the command line does it.
func (s models) refuse(verb, name string) error {
	if !slices.ContainsFunc(s.engine.Live(), func(l *projections.Live) bool { return l.Name() == name }) {
		return domain.NotFound("projection")
	}
	return &domain.Error{Code: domain.CodeConflict, Reason: "not_allowed_now",
		Message: "Run `coresync projections " + verb + "` on the server."}
}

// Rebuild implements api.Projections.
func (s models) Rebuild(_ context.Context, _ api.Command, name string) (api.Work, error) {
	return api.Work{}, s.refuse("rebuild", name)
}

// Fsck implements api.Projections.
func (s models) Fsck(_ context.Context, _ api.Command, name string) (api.Work, error) {
	return api.Work{}, s.refuse("fsck", name)
}
