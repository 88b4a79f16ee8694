// Package direct reaches a NinjaOne tenant by NinjaOne's own API, as the documented
// connector does: base URL, client id, client secret, scope.
package direct

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"coresync/adapters/ninjaone"
	"coresync/cmd/baton-ninja-one/tenant"
)

// Settings say which tenant to reach and how (C1G-04).
type Settings struct {
	// BaseURL is the address of the region, such as https://app.ninjarmm.com.
	BaseURL                string
	ClientID, ClientSecret string
	// Scope holds the scopes to ask for, by spaces or commas; empty: DefaultScope.
	Scope string
	// Now defaults to time.Now.
	Now func() time.Time
}

// DefaultScope is what sync and provisioning need (C1A-07 to C1A-11).
const DefaultScope = "monitoring management control"

// Tenant is a tenant reached by NinjaOne's API.
type Tenant struct {
	client *ninjaone.Client
	now    func() time.Time
}

var _ tenant.Tenant = (*Tenant)(nil)

// New makes a tenant and reports all faults of the settings together. It sends
// nothing yet.
func New(s Settings) (*Tenant, error) {
	cfg := ninjaone.Config{
		ClientID: s.ClientID, Grant: ninjaone.ClientCredentials,
		Scopes: scopes(s.Scope), UserAgent: "baton-ninja-one", Now: s.Now,
	}
	if s.ClientSecret != "" {
		cfg.Secret = ninjaone.StaticSecret(s.ClientSecret)
	}
	if err := place(&cfg, s.BaseURL); err != nil {
		return nil, err
	}
	client, err := ninjaone.New(cfg)
	if err != nil {
		return nil, err
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	return &Tenant{client: client, now: s.Now}, nil
}

// place finds the region by its address. Any other address must be one of this
// machine, where a simulator listens: no setting sends a secret elsewhere.
func place(cfg *ninjaone.Config, base string) error {
	u, err := url.Parse(strings.TrimSpace(base))
	if err != nil || u.Host == "" {
		return fmt.Errorf("ninja-one-base-url: %q is no address; write it like https://app.ninjarmm.com", base)
	}
	if region, err := ninjaone.ParseRegion(u.Host); err == nil && u.Scheme == "https" {
		cfg.Region = region
		return nil
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("ninja-one-base-url: %q is not one of %s", base, regions())
	}
	cfg.BaseURL, cfg.AllowLoopback = u.Scheme+"://"+u.Host, true
	return nil
}

// regions lists the addresses that NinjaOne has.
func regions() string {
	var all []string
	for _, r := range ninjaone.Regions() {
		all = append(all, r.BaseURL())
	}
	return strings.Join(all, ", ")
}

// scopes reads scopes as people write them.
func scopes(s string) []string {
	if strings.TrimSpace(s) == "" {
		s = DefaultScope
	}
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '+' })
}

// Check gets a new token and reads roles with it, which wants the scopes that a
// sync needs.
func (t *Tenant) Check(ctx context.Context) error {
	_, err := t.client.UserRoles(ctx, "")
	return status(err)
}
