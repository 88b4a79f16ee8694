package settings

import (
	"net"
	"net/url"

	"github.com/spf13/pflag"
)

// OIDC says by which identity provider people may sign in; the zero value: by none.
type OIDC struct {
	Issuer       string // --oidc-issuer, by the letter
	ClientID     string // --oidc-client-id
	ClientSecret string // --oidc-client-secret; empty: a public client
	Name         string // --oidc-name; defaults to the issuer's host
}

func oidcFlags(f *pflag.FlagSet) {
	f.String("oidc-issuer", "", "identity provider that people may sign in by (OpenID Connect), such as https://login.example.com")
	f.String("oidc-client-id", "", "client id at the identity provider; with --oidc-issuer")
	f.String("oidc-client-secret", "", "client secret at the identity provider; better by CORESYNC_OIDC_CLIENT_SECRET or --config")
	f.String("oidc-name", "", "what people call the identity provider, such as Okta (default the issuer's host)")
}

// oidc reads the identity provider. An issuer is compared by the letter, so it stays as
// it was given.
func (r *reader) oidc(s *Settings) {
	s.OIDC = OIDC{
		Issuer: r.k.String("oidc-issuer"), ClientID: r.k.String("oidc-client-id"),
		ClientSecret: r.k.String("oidc-client-secret"), Name: r.k.String("oidc-name"),
	}
	if s.OIDC.Issuer == "" {
		if s.OIDC.ClientID != "" || s.OIDC.ClientSecret != "" || s.OIDC.Name != "" {
			r.fault("oidc-issuer", "is needed with --oidc-client-id, --oidc-client-secret and --oidc-name")
		}
		return
	}
	if s.OIDC.ClientID == "" {
		r.fault("oidc-client-id", "is needed with --oidc-issuer")
	}
	at := r.url("oidc-issuer", s.OIDC.Issuer, "https", "http")
	if at == nil {
		return
	}
	if at.Scheme == "http" && !loopback(at) {
		r.fault("oidc-issuer", "must begin with https://; http:// is for this machine alone")
	}
	if s.OIDC.Name == "" {
		s.OIDC.Name = at.Hostname()
	}
}

func loopback(at *url.URL) bool {
	ip := net.ParseIP(at.Hostname())
	return at.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
