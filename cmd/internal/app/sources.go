package app

import (
	"context"
	"fmt"
	"net/url"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
	"coresync/cmd/internal/ninjasource"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// sources opens the NinjaOne clients of connections; it implements poller.Sources.
type sources struct{ app *App }

// Open implements poller.Sources.
func (s sources) Open(ctx context.Context, tenant, connection uuid.UUID) (poller.Source, error) {
	client, err := s.app.Client(ctx, tenant, connection)
	if err != nil {
		return nil, err
	}
	return ninjasource.New(client, ninjasource.Options{Ahead: true}), nil
}

// simulatorRegion is the region of connections to a simulator on this machine.
const simulatorRegion = "Simulator"

// Client makes the NinjaOne client of a connection as it is set now.
func (a *App) Client(ctx context.Context, tenant, connection uuid.UUID) (*ninjaone.Client, error) {
	settings, err := a.connectionSettings(ctx, tenant, connection)
	if err != nil {
		return nil, err
	}
	cfg := ninjaone.Config{
		Region: ninjaone.Region(settings.Region), ClientID: settings.ClientID, Grant: ninjaone.Grant(settings.Grant),
		RedirectURL: a.CallbackURL(), Log: a.Log,
		Secret: func(ctx context.Context) (ninjaone.Secret, error) { return a.clientSecret(ctx, tenant, connection) },
	}
	if settings.Region == simulatorRegion {
		// An address is followed only for the region that says so, and only on loopback.
		cfg.Region, cfg.BaseURL, cfg.AllowLoopback = "", settings.BaseURL, true
	}
	if cfg.Grant == ninjaone.AuthorizationCode {
		cfg.Tokens = tokenStore{a, tenant, connection}
	}
	client, err := ninjaone.New(cfg)
	if err != nil {
		return nil, fmt.Errorf("connection %s: %w", connection, err)
	}
	return client, nil
}

// CallbackURL is where NinjaOne sends the browser after the sign-in (SET-03).
func (a *App) CallbackURL() string {
	if a.Settings.PublicURL == nil {
		return ""
	}
	return a.Settings.PublicURL.ResolveReference(&url.URL{Path: "/api/integrations/ninja/callback"}).String()
}

// connectionSettings folds a connection's stream into its present settings.
func (a *App) connectionSettings(ctx context.Context, tenant, connection uuid.UUID) (event.ConnectionAdded, error) {
	var settings event.ConnectionAdded
	events, err := a.Store.ReadStream(ctx, tenant, event.ConnectionStream(connection), 0, 10_000)
	if err != nil {
		return settings, err
	}
	for _, e := range events {
		payload, err := a.Store.Registry().Decode(e)
		if err != nil {
			return settings, err
		}
		switch p := payload.(type) {
		case *event.ConnectionAdded:
			settings = *p
		case *event.ConnectionChanged:
			settings = p.ConnectionAdded
		case *event.ConnectionRemoved:
			settings = event.ConnectionAdded{}
		}
	}
	if settings.ClientID == "" {
		return settings, fmt.Errorf("connection %s: %w", connection, ninjaone.ErrNotConnected)
	}
	return settings, nil
}
