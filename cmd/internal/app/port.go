package app

import (
	"context"
	"errors"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
	"coresync/domain/change"
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

// Authorised implements service.ConnectionPort.
func (a *App) Authorised(ctx context.Context, tenant, id uuid.UUID) (bool, error) {
	settings, err := a.connectionSettings(ctx, tenant, id)
	if err != nil {
		return false, err
	}
	needs := credentialSecret
	if settings.Grant == string(ninjaone.AuthorizationCode) {
		needs = credentialTokens
	}
	_, err = a.Credentials().Get(ctx, tenant, id, needs)
	if errors.Is(err, poller.ErrNoCredential) {
		return false, nil
	}
	return err == nil, err
}

// LimitsOf tells the poller and the command line the limits of now.
func (a *App) LimitsOf(ctx context.Context, tenant, id uuid.UUID) (change.Limits, error) {
	return a.LimitsAt(ctx, tenant, id, 0)
}

// LimitsAt implements service.ConnectionPort.
func (a *App) LimitsAt(ctx context.Context, tenant, id uuid.UUID, position int64) (change.Limits, error) {
	state, err := a.connectionStateAt(ctx, tenant, id, position)
	return state.Limits(), err
}

// SetLimits implements service.ConnectionPort.
func (a *App) SetLimits(ctx context.Context, c api.Command, id uuid.UUID, version int64, l change.Limits) (eventstore.Appended, error) {
	return a.ChangeConnection(ctx, ConnectionCommand{
		Tenant: c.Tenant, Connection: id, Actor: c.Actor, Command: connection.Limit{Limits: l},
		ID: c.AppendID, Correlation: c.Correlation, Version: version,
	})
}
