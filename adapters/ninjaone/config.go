package ninjaone

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Grant is the way in which a connection gets its access tokens (SET-05).
type Grant string

// The two grants. Authorization code needs a browser once and goes on by refresh
// tokens; client credentials need neither.
const (
	ClientCredentials Grant = "client_credentials"
	AuthorizationCode Grant = "authorization_code"
)

// The scopes that a connection can ask for. Monitoring reads; management writes
// accounts; control is asked for besides where roles are given and taken (C1A-11).
// Offline access asks for a refresh token and exists in the authorization-code
// flow only.
const (
	ScopeMonitoring = "monitoring"
	ScopeManagement = "management"
	ScopeControl    = "control"
	ScopeOffline    = "offline_access"
)

// Config says which tenant a client reads and how. [New] reports all its faults
// together.
type Config struct {
	// Region chooses the host. Required unless BaseURL is set.
	Region Region
	// BaseURL replaces the region's address by a simulator's on this machine. It
	// must be a loopback address and needs AllowLoopback.
	BaseURL string
	// AllowLoopback permits BaseURL. It is a setting of its own so that no stored
	// connection can turn requests to this machine by an address alone.
	AllowLoopback bool

	// ClientID names the API client application made in NinjaOne. Required.
	ClientID string
	// Secret gives the client secret each time that one is needed. Required, save
	// for the authorization-code grant of a native application, which has none.
	Secret func(context.Context) (Secret, error)
	// Grant is required.
	Grant Grant
	// Scopes defaults to monitoring, and for the authorization-code grant to
	// monitoring and offline_access.
	Scopes []string
	// RedirectURL is compared by NinjaOne as an exact string. Required for the
	// authorization-code grant.
	RedirectURL string
	// Tokens keeps the tokens of the authorization-code grant, for which it is
	// required. Client credentials keep theirs in memory.
	Tokens TokenStore

	// HTTP has the settings of the connection to the host.
	HTTP HTTPSettings
	// Limits bound what one answer may cost.
	Limits Limits
	// Retry bounds how often and for how long a request is repeated.
	Retry RetrySettings
	// UserAgent defaults to "coresync".
	UserAgent string

	// Now is the clock by which tokens expire and waits are counted. Defaults to
	// time.Now.
	Now func() time.Time
	// Sleep waits for a duration or until the context ends, whose cause it then
	// returns. Defaults to a timer.
	Sleep func(context.Context, time.Duration) error
	// Jitter gives numbers in [0,1) that spread waits. Defaults to a random
	// source.
	Jitter func() float64
	// Waiting is told, from the goroutine of the request, before a request that was
	// refused or not answered waits to go out once more. Defaults to nothing.
	Waiting func(Wait)
	// Log gets what happens between request and answer: retries, waits, new
	// tokens. Defaults to nothing.
	Log *slog.Logger
	// Metrics gets the counts. Defaults to nothing.
	Metrics Metrics
}

// HTTPSettings are the settings of the connection to NinjaOne's host.
type HTTPSettings struct {
	// RequestTimeout bounds one request with its answer. Defaults to one minute.
	RequestTimeout time.Duration
	// Proxy is used for every request. The proxy variables of the environment are
	// never read: they would let whoever sets them see the tenant's data.
	Proxy *url.URL
	// TLS replaces the default settings, for a private certificate authority.
	TLS *tls.Config
	// Transport replaces the built-in transport altogether, for tests and for
	// answers from memory. The allow-list of hosts still holds.
	Transport http.RoundTripper
}

// Limits bound what one answer may cost.
type Limits struct {
	// MaxBodyBytes is the largest answer that is read. Defaults to 64 MiB.
	MaxBodyBytes int
	// MaxRowBytes is the largest row that is handed out; a larger one is reported
	// in [Page.Rejected]. Defaults to 1 MiB.
	MaxRowBytes int
	// MaxPages ends a listing that never ends. Defaults to 100,000.
	MaxPages int
}

// RetrySettings bound how often and for how long one request is repeated.
type RetrySettings struct {
	// Attempts is how often a request is sent when the network or a gateway
	// fails. Defaults to 4. Rate limits don't count as attempts.
	Attempts int
	// Budget is the longest time that one request may spend in waits and
	// repetitions, rate limits included. Defaults to 10 minutes.
	Budget time.Duration
}

// withDefaults fills in what was left out.
func (c Config) withDefaults() Config {
	c.HTTP.RequestTimeout = orElse(c.HTTP.RequestTimeout, time.Minute)
	c.Limits.MaxBodyBytes = orElse(c.Limits.MaxBodyBytes, 64<<20)
	c.Limits.MaxRowBytes = orElse(c.Limits.MaxRowBytes, 1<<20)
	c.Limits.MaxPages = orElse(c.Limits.MaxPages, 100_000)
	c.Retry.Attempts = orElse(c.Retry.Attempts, 4)
	c.Retry.Budget = orElse(c.Retry.Budget, 10*time.Minute)
	c.UserAgent = orElse(c.UserAgent, "coresync")
	if len(c.Scopes) == 0 {
		c.Scopes = []string{ScopeMonitoring}
		if c.Grant == AuthorizationCode {
			c.Scopes = append(c.Scopes, ScopeOffline)
		}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Jitter == nil {
		c.Jitter = rand.Float64
	}
	if c.Waiting == nil {
		c.Waiting = func(Wait) {}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Metrics == nil {
		c.Metrics = noMetrics{}
	}
	return c
}

// orElse returns v, or the default where v is the zero value.
func orElse[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// validate reports every fault of the settings at once, each by field name.
func (c Config) validate() error {
	var faults []error
	require := func(ok bool, fault string) {
		if !ok {
			faults = append(faults, errors.New(fault))
		}
	}
	if _, err := resolveBase(c); err != nil {
		faults = append(faults, err)
	}
	require(c.ClientID != "", "ClientID: enter the client ID of the API client application")
	switch c.Grant {
	case ClientCredentials:
		require(c.Secret != nil, "Secret: client credentials need the client secret")
		require(!slices.Contains(c.Scopes, ScopeOffline), "Scopes: offline_access exists only with the authorization code; client credentials get no refresh token")
	case AuthorizationCode:
		require(c.Tokens != nil, "Tokens: the authorization code needs a place to keep the refresh token")
		require(c.RedirectURL != "", "RedirectURL: the authorization code needs the address to return to")
	default:
		faults = append(faults, fmt.Errorf("Grant: %q is not one of client_credentials, authorization_code", c.Grant))
	}
	require(len(c.Scopes) == 0 || slices.Contains(c.Scopes, ScopeMonitoring), "Scopes: monitoring is required to read devices")
	require(c.Limits.MaxBodyBytes >= 0 && c.Limits.MaxRowBytes >= 0 && c.Limits.MaxPages >= 0, "Limits: none may be negative")
	require(c.Retry.Attempts >= 0 && c.Retry.Budget >= 0, "Retry: none may be negative")
	return errors.Join(faults...)
}

// sleep waits by the system's timer.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
