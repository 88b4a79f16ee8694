package service

import (
	"context"
	"errors"
	"log/slog"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// journal implements api.Journal.
type journal struct {
	store *eventstore.Store
	log   *slog.Logger
}

// Note implements api.Journal.
func (j journal) Note(ctx context.Context, tenant uuid.UUID, actor, stream string, p event.Payload) error {
	_, err := j.store.Append(ctx, eventstore.Append{Tenant: tenant, Actor: actor, Events: []event.New{{Stream: stream, Payload: p}}})
	var closed *eventstore.ReadOnlyError
	if errors.As(err, &closed) {
		j.log.WarnContext(ctx, "not in the log, which takes nothing", "type", p.EventType(), "stream", stream, "actor", actor, "error", err)
		return nil
	}
	return err
}

// Only implements api.Journal.
func (j journal) Only(ctx context.Context) (uuid.UUID, error) {
	tenants, err := j.store.Tenants(ctx)
	if err != nil || len(tenants) != 1 {
		return uuid.Nil, err
	}
	return tenants[0].ID, nil
}
