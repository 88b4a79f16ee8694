package service

import (
	"context"

	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
)

// positions implements api.Positions.
type positions struct {
	log    *eventstore.Store
	models *projections.Engine
}

// Head implements api.Positions.
func (s positions) Head(ctx context.Context, tenant uuid.UUID) (api.Position, error) {
	head, err := s.log.Head(ctx, tenant)
	return api.Position{Epoch: head.Epoch, N: head.Position}, conflicts(err)
}

// Wait implements api.Positions.
func (s positions) Wait(ctx context.Context, tenant uuid.UUID, n int64) error {
	return s.models.Wait(ctx, tenant, n)
}
