package app

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
	"coresync/cmd/internal/ninjasource"
	"coresync/domain/connection"

	"github.com/google/uuid"
)

// sources opens the NinjaOne clients of connections; it implements poller.Sources.
type sources struct{ app *App }

// Open implements poller.Sources.
func (s sources) Open(ctx context.Context, tenant, id uuid.UUID, waits func(poller.Wait)) (poller.Source, error) {
	client, err := s.app.clientFor(ctx, tenant, id, clientWants{tokens: tokenStore{s.app, tenant, id}, waiting: ninjasource.Waiting(waits)})
	if err != nil {
		return nil, err
	}
	set, err := s.app.Models.RulesNow(ctx, tenant)
	if err != nil {
		client.Close()
		return nil, err
	}
	return ninjasource.New(client, ninjasource.Options{Ahead: true, Pending: set.Asset.ShowPending}), nil
}

// Client makes the NinjaOne client of a connection as it is set now.
func (a *App) Client(ctx context.Context, tenant, id uuid.UUID) (*ninjaone.Client, error) {
	return a.clientWith(ctx, tenant, id, tokenStore{a, tenant, id})
}

// clientWith makes a client that keeps its tokens, where its grant has any to keep,
// in a store of the caller's.
func (a *App) clientWith(ctx context.Context, tenant, id uuid.UUID, tokens ninjaone.TokenStore) (*ninjaone.Client, error) {
	return a.clientFor(ctx, tenant, id, clientWants{tokens: tokens})
}

// clientWants is what a connection's client is made with besides its settings.
type clientWants struct {
	tokens  ninjaone.TokenStore // where its grant has any to keep
	scopes  []string            // nil: those of a sync
	waiting func(ninjaone.Wait) // nil: nobody is told
}

// clientFor makes a client for more than the usual.
func (a *App) clientFor(ctx context.Context, tenant, id uuid.UUID, want clientWants) (*ninjaone.Client, error) {
	settings, err := a.connectionSettings(ctx, tenant, id)
	if err != nil {
		return nil, err
	}
	client, err := a.clientOf(settings, want, func(ctx context.Context) (ninjaone.Secret, error) { return a.clientSecret(ctx, tenant, id) })
	if err != nil {
		return nil, fmt.Errorf("connection %s: %w", id, err)
	}
	return client, nil
}

// TryClient implements service.ConnectionPort.
func (a *App) TryClient(settings connection.Settings, secret string) (*ninjaone.Client, error) {
	return a.clientOf(settings, clientWants{}, ninjaone.StaticSecret(secret))
}

func (a *App) clientOf(settings connection.Settings, want clientWants, secret func(context.Context) (ninjaone.Secret, error)) (*ninjaone.Client, error) {
	cfg := ninjaone.Config{
		Region: ninjaone.Region(settings.Region), ClientID: settings.ClientID, Grant: ninjaone.Grant(settings.Grant),
		RedirectURL: a.CallbackURL(), Log: a.Log, Waiting: want.waiting, Secret: secret,
	}
	if settings.Region == connection.Simulator {
		// An address is followed only for the region that says so, and only on loopback.
		cfg.Region, cfg.BaseURL, cfg.AllowLoopback = "", settings.BaseURL, true
	}
	cfg.Scopes = want.scopes
	if cfg.Grant == ninjaone.AuthorizationCode {
		cfg.Tokens = want.tokens
		if want.scopes != nil {
			cfg.Scopes = append(slices.Clone(want.scopes), ninjaone.ScopeOffline)
		}
	}
	return ninjaone.New(cfg)
}

// CallbackURL is where NinjaOne sends the browser after the sign-in (SET-03).
func (a *App) CallbackURL() string {
	if a.Settings.PublicURL == nil {
		return ""
	}
	return a.Settings.PublicURL.ResolveReference(&url.URL{Path: "/api/integrations/ninja/callback"}).String()
}
