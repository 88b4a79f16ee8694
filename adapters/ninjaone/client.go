package ninjaone

import (
	"fmt"
	"net/http"

	"golang.org/x/oauth2"
)

// Client reads one NinjaOne tenant. It is safe for use by many goroutines, which
// share its tokens and its pace. Make it with [New].
type Client struct {
	cfg     Config
	base    string
	http    *http.Client
	pace    *pacer
	secrets *scrubber
	tokens  *tokenKeeper
}

// New makes a client and reports all faults of the settings together. It sends
// nothing yet; see [Client.Test].
func New(cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("NinjaOne connection settings: %w", err)
	}
	base, err := resolveBase(cfg)
	if err != nil {
		return nil, fmt.Errorf("NinjaOne connection settings: %w", err)
	}
	c := &Client{
		cfg:     cfg,
		base:    base,
		http:    newHTTPClient(cfg.HTTP),
		pace:    newPacer(cfg.Now, cfg.Jitter),
		secrets: &scrubber{},
	}
	c.tokens = &tokenKeeper{c: c}
	return c, nil
}

// BaseURL is the address that the client talks to.
func (c *Client) BaseURL() string { return c.base }

// Close closes idle connections. Requests under way are not affected.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// The paths of OAuth 2 at NinjaOne. The aliases without /ws have answered 404
// after platform upgrades.
const (
	authorizePath = "/ws/oauth/authorize"
	tokenPath     = "/ws/oauth/token"
)

// oauth is the authorization-code grant as the OAuth library wants it. NinjaOne
// documents credentials in the form, so no other style is tried.
func (c *Client) oauth(secret Secret) *oauth2.Config {
	return &oauth2.Config{
		ClientID:     c.cfg.ClientID,
		ClientSecret: secret.Reveal(),
		RedirectURL:  c.cfg.RedirectURL,
		Scopes:       c.cfg.Scopes,
		Endpoint: oauth2.Endpoint{
			AuthURL:   c.base + authorizePath,
			TokenURL:  c.base + tokenPath,
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}
