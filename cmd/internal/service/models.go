package service

import (
	"context"
	"strconv"
	"time"

	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
)

// ProjectionPort is what the application does for read models: long work, which any
// worker may carry.
type ProjectionPort interface {
	// StartRebuild orders a rebuild, or joins the one that is going on.
	StartRebuild(ctx context.Context, o projections.Order) (projections.Run, error)
	// StartFsck orders a comparison of a read model with the log.
	StartFsck(ctx context.Context, tenant uuid.UUID, model string) (projections.Check, error)
}

// models implements api.Projections.
type models struct {
	log    *eventstore.Store
	engine *projections.Engine
	port   ProjectionPort
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
	return a, s.complete(ctx, scope.Tenant, a.Data)
}

func projection(m projections.Status) api.Projection {
	p := api.Projection{
		Name: m.Model, Generation: m.Generation.Consumer(), Rules: m.Rules, State: "live", Position: m.Position, Head: m.Head,
		AgeSeconds: m.Age.Seconds(), Applied: m.Applied, Ignored: m.Ignored, Superseded: m.Superseded, Failed: m.Failed,
		Blocked: int64(len(m.Blocked)), BlockedBy: []api.BlockedRow{}, Allowed: []string{},
	}
	for _, b := range m.Blocked[:min(len(m.Blocked), 20)] {
		p.State = "blocked"
		p.BlockedBy = append(p.BlockedBy, api.BlockedRow{
			Table: b.Table, Row: b.Row, Position: b.Position, EventType: b.EventType, Error: b.Error, Later: b.Later,
			Attempts: b.Attempts, BlockedAt: b.BlockedAt,
		})
	}
	return p
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
