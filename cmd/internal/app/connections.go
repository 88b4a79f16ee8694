package app

import (
	"context"
	"fmt"
	"strings"

	"coresync/adapters/ninjaone"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// Connect adds a connection with its client secret, which is not in the log.
func (a *App) Connect(ctx context.Context, tenant uuid.UUID, settings event.ConnectionAdded, secret, actor string) (uuid.UUID, error) {
	settings.Connection = uuid.New()
	if err := a.SetClientSecret(ctx, tenant, settings.Connection, secret, actor); err != nil {
		return uuid.Nil, err
	}
	_, err := a.Store.Append(ctx, eventstore.Append{
		Tenant: tenant, Actor: actor,
		Events: []event.New{{Stream: event.ConnectionStream(settings.Connection), Payload: &settings}},
		Expect: map[string]eventstore.Expected{event.ConnectionStream(settings.Connection): eventstore.NoStream()},
	})
	if err != nil {
		return uuid.Nil, fmt.Errorf("add the connection %s: %w", settings.Name, err)
	}
	return settings.Connection, nil
}

// ConnectionIDs lists the connections that were not removed, in order of id.
func (a *App) ConnectionIDs(ctx context.Context, tenant uuid.UUID) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := a.Store.EachStream(ctx, tenant, "connection/", func(h eventstore.StreamHead) error {
		id, err := uuid.Parse(strings.TrimPrefix(h.Stream, "connection/"))
		if err != nil {
			return fmt.Errorf("the stream %s has no id in its name: %w", h.Stream, err)
		}
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	living := ids[:0]
	for _, id := range ids {
		if _, err := a.connectionSettings(ctx, tenant, id); err == nil {
			living = append(living, id)
		}
	}
	return living, nil
}

// Connection is the connection that a verb works on: the one that was named, or
// the only one.
func (a *App) Connection(ctx context.Context, tenant uuid.UUID, named string) (uuid.UUID, error) {
	if named != "" {
		id, err := uuid.Parse(named)
		if err != nil {
			return id, fmt.Errorf("%q is no connection's id; see `coresync connection list`", named)
		}
		_, err = a.connectionSettings(ctx, tenant, id)
		return id, err
	}
	ids, err := a.ConnectionIDs(ctx, tenant)
	switch {
	case err != nil:
		return uuid.Nil, err
	case len(ids) == 0:
		return uuid.Nil, ninjaone.ErrNotConnected
	case len(ids) > 1:
		return uuid.Nil, fmt.Errorf("there are %d connections; choose one with --connection", len(ids))
	}
	return ids[0], nil
}
