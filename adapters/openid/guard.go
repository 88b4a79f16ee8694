package openid

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

const (
	// patience bounds a call; somebody waits at the browser.
	patience = 10 * time.Second
	// mostAnswered bounds an answer, in bytes.
	mostAnswered = 1 << 20
)

// guard is the list of hosts that may be asked: the issuer's, and those that the issuer
// names in its description. No redirect is followed, so no answer leads elsewhere.
type guard struct {
	scheme string

	mu    sync.RWMutex
	hosts map[string]bool
}

func newGuard(issuer string) (*guard, error) {
	at, err := url.Parse(issuer)
	if err != nil || at.Host == "" || at.Scheme != "https" && !local(at) {
		return nil, errors.New("the issuer must be an address that begins with https://; http:// is for this machine alone")
	}
	return &guard{scheme: at.Scheme, hosts: map[string]bool{at.Host: true}}, nil
}

// local tells an address of this machine, where nobody listens on the way.
func local(at *url.URL) bool {
	ip := net.ParseIP(at.Hostname())
	return at.Scheme == "http" && (at.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

func (g *guard) client() *http.Client {
	return &http.Client{
		Transport: g, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// RoundTrip implements http.RoundTripper.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	g.mu.RLock()
	admitted := g.hosts[r.URL.Host] && r.URL.Scheme == g.scheme
	g.mu.RUnlock()
	if !admitted {
		return nil, fmt.Errorf("%s is not on the list of hosts that may be asked", r.URL.Host)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, mostAnswered), answer.Body}
	}
	return answer, err
}

// admit takes the hosts of a description on the list.
func (g *guard) admit(p *oidc.Provider) error {
	var described struct {
		Keys string `json:"jwks_uri"`
	}
	if err := p.Claims(&described); err != nil {
		return fmt.Errorf("read a provider's description: %w", err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, address := range []string{p.Endpoint().TokenURL, p.UserInfoEndpoint(), described.Keys} {
		if address == "" {
			continue
		}
		at, err := url.Parse(address)
		if err != nil || at.Host == "" || at.Scheme != g.scheme {
			return fmt.Errorf("the provider's description names %q, which is no address that begins with %s://", address, g.scheme)
		}
		g.hosts[at.Host] = true
	}
	return nil
}
