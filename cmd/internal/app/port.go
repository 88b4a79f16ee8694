package app

import (
	"context"

	"coresync/adapters/poller"
	"coresync/domain/connection"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// SaveConnection implements service.ConnectionPort.
func (a *App) SaveConnection(ctx context.Context, c api.Command, id uuid.UUID, version int64, s connection.Settings, secret string) (eventstore.Appended, error) {
	return a.ChangeConnection(ctx, ConnectionCommand{
		Tenant: c.Tenant, Connection: id, Actor: c.Actor, Command: connection.Save{Settings: s}, Secret: secret,
		ID: c.AppendID, Correlation: c.Correlation, Version: version,
	})
}

// RemoveConnection implements service.ConnectionPort.
func (a *App) RemoveConnection(ctx context.Context, c api.Command, id uuid.UUID, version int64, assets string) (eventstore.Appended, error) {
	return a.ChangeConnection(ctx, ConnectionCommand{
		Tenant: c.Tenant, Connection: id, Actor: c.Actor, Command: connection.Remove{Assets: assets},
		ID: c.AppendID, Correlation: c.Correlation, Version: version,
	})
}

// SecretOf implements service.ConnectionPort.
func (a *App) SecretOf(ctx context.Context, tenant, id uuid.UUID) (poller.Credential, error) {
	return a.Credentials().Get(ctx, tenant, id, credentialSecret)
}
