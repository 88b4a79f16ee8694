package ninjasim

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"coresync/adapters/ninjasim/fault"
	"coresync/adapters/ninjasim/oauth"
)

// The client that is registered unless the configuration names another.
const (
	DefaultClientID     = "coresync-demo"
	DefaultClientSecret = "coresync-demo-secret"
)

// DefaultStart is the simulated time at which a world begins.
var DefaultStart = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)

// Config describes a simulator. The zero value is a world of 400 devices in 25
// organizations.
type Config struct {
	// Devices is the number of approved devices, those that a plain listing
	// shows; some pending and decommissioned ones come on top. Defaults to
	// 400; negative for none.
	Devices int
	// Orgs is the number of organizations. Defaults to 25.
	Orgs int
	// Users is the number of technicians and end users. Defaults to three
	// for every five devices.
	Users int
	// Seed decides everything that is not configured. Defaults to 1.
	Seed uint64
	// Start is the simulated time at which the world begins. Defaults to
	// DefaultStart. It moves by Advance alone.
	Start time.Time
	// Latency is waited before each answer of the API.
	Latency time.Duration
	// RateLimit is the number of API requests that are served a second of
	// real time; 0 for no limit. Beyond it comes the HTML page.
	RateLimit int
	// Faults are armed from the start; package fault has the grammar.
	Faults []string
	// ClientID and ClientSecret are those of the registered application.
	ClientID, ClientSecret string
	// RedirectURIs are those of the registered application, compared as exact
	// strings. Empty: any is accepted.
	RedirectURIs []string
	// Clients are further applications.
	Clients []oauth.Client
	// PageSizeDefault is the page size of listings when the request names
	// none; the real one is not documented. Defaults to 1000.
	PageSizeDefault int
	// RealTimeTokens lets tokens expire by the wall clock and not by the
	// simulated one.
	RealTimeTokens bool
	// Clock is the wall clock, for the rate limit and RealTimeTokens.
	// Defaults to time.Now.
	Clock func() time.Time
}

// maxPageSize bounds a page; the real bound is not documented.
const maxPageSize = 10000

// withDefaults fills in what was left out.
func (c Config) withDefaults() Config {
	or := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	or(&c.Devices, 400)
	or(&c.Orgs, 25)
	or(&c.Users, max(c.Devices*3/5, 8))
	or(&c.PageSizeDefault, 1000)
	if c.Seed == 0 {
		c.Seed = 1
	}
	if c.Start.IsZero() {
		c.Start = DefaultStart
	}
	if c.ClientID == "" {
		c.ClientID = DefaultClientID
	}
	if c.ClientSecret == "" {
		c.ClientSecret = DefaultClientSecret
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	return c
}

// Validate reports everything that is wrong with the configuration at once.
func (c Config) Validate() error {
	var errs []error
	if c.Orgs < 0 || c.Users < 0 || c.RateLimit < 0 || c.Latency < 0 || c.PageSizeDefault < 0 {
		errs = append(errs, errors.New("orgs, users, rate limit, latency and page size must not be negative"))
	}
	if c.Devices > 2_000_000 || c.Orgs > 60_000 || c.Users > 4_000_000 {
		errs = append(errs, errors.New("at most 2,000,000 devices, 60,000 organizations and 4,000,000 users"))
	}
	for _, spec := range c.Faults {
		if _, err := fault.Parse(spec); err != nil {
			errs = append(errs, err)
		}
	}
	for _, u := range c.RedirectURIs {
		if p, err := url.Parse(u); err != nil || !p.IsAbs() {
			errs = append(errs, fmt.Errorf("redirect URI %q is not absolute", u))
		}
	}
	return errors.Join(errs...)
}
