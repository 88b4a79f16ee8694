package oauth

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
)

// answer is the body of a token response, members in the vendor's order.
type answer struct {
	AccessToken  string `json:"access_token"`
	ExpiresIn    int    `json:"expires_in"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Scope        string `json:"scope"`
	TokenType    string `json:"token_type"`
}

// Token serves POST …/oauth/token.
func (s *Server) Token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		InvalidRequest.Write(w)
		return
	}
	a, p := s.exchange(r)
	if p != nil {
		p.Write(w)
		return
	}
	body, err := json.Marshal(a)
	if err != nil {
		Failure(500, "NullPointerException", s.incident()).Write(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body)
}

// incident makes an id that no other error of this server has.
func (s *Server) incident() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	return Incident(s.now().Unix(), s.seed^s.count)
}

// exchange checks client and grant.
func (s *Server) exchange(r *http.Request) (*answer, *Problem) {
	id, secret := r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	if user, pass, ok := r.BasicAuth(); ok {
		id, secret = user, pass
	}
	grant := r.PostFormValue("grant_type")
	if grant == "" {
		return nil, InvalidRequest
	}
	c := s.client(id)
	if c == nil {
		return nil, UnknownClient(s.incident())
	}
	if !c.secretIs(secret) {
		return nil, InvalidClient
	}
	switch grant {
	case GrantClientCredentials, GrantCode, GrantRefresh:
	default:
		return nil, UnsupportedGrant
	}
	if !c.allows(grant) {
		return nil, Unauthorized
	}
	switch grant {
	case GrantClientCredentials:
		return s.byCredentials(c, r.PostFormValue("scope"))
	case GrantCode:
		return s.byCode(c, r)
	}
	return s.byRefresh(c, r.PostFormValue("refresh_token"))
}

// byCredentials never gives a refresh token.
func (s *Server) byCredentials(c *Client, asked string) (*answer, *Problem) {
	scopes, ok := c.scopes(asked)
	if !ok || c.Secret == "" {
		return nil, InvalidScope
	}
	g := Grant{ClientID: c.ID, Scopes: scopes}
	if g.Has(ScopeOffline) && s.quirks.RefuseOffline() {
		return nil, InvalidScope
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issue(g), nil
}

// byCode trades a code, which is good for one use within a minute. A code
// that was presented wrongly is spent too.
func (s *Server) byCode(c *Client, r *http.Request) (*answer, *Problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.codes[r.PostFormValue("code")]
	delete(s.codes, r.PostFormValue("code"))
	switch {
	case k == nil, k.grant.ClientID != c.ID, !s.now().Before(k.grant.Expires):
		return nil, InvalidGrant
	case k.redirect != r.PostFormValue("redirect_uri"):
		return nil, InvalidGrant
	case k.challenge == "" && c.Secret == "":
		return nil, InvalidGrant
	case k.challenge != "" && k.challenge != challengeOf(r.PostFormValue("code_verifier")):
		return nil, InvalidGrant
	}
	a := s.issue(k.grant)
	if k.grant.Has(ScopeOffline) && c.allows(GrantRefresh) {
		a.RefreshToken = s.keep(k.grant)
	}
	return a, nil
}

// challengeOf is PKCE's S256.
func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// byRefresh rotates: the old token is dead at once.
func (s *Server) byRefresh(c *Client, token string) (*answer, *Problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.refresh[token]
	if g == nil || g.ClientID != c.ID || s.quirks.RefreshDead() {
		return nil, DeadRefresh
	}
	a := s.issue(*g)
	if !s.quirks.KeepRefresh() {
		delete(s.refresh, token)
		a.RefreshToken = s.keep(*g)
	}
	return a, nil
}

// issue makes an access token. The caller holds the lock.
func (s *Server) issue(g Grant) *answer {
	now := s.now()
	for t, old := range s.access {
		if !now.Before(old.Expires) {
			delete(s.access, t)
		}
	}
	g.Expires = now.Add(AccessTokenLifetime)
	t := s.token("access")
	s.access[t] = &g
	return &answer{AccessToken: t, ExpiresIn: int(AccessTokenLifetime.Seconds()), Scope: strings.Join(g.Scopes, " "), TokenType: "Bearer"}
}

// keep makes a refresh token. The caller holds the lock.
func (s *Server) keep(g Grant) string {
	t := s.token("refresh")
	s.refresh[t] = &g
	return t
}

// Revoke serves POST …/oauth/revoke. Request and answer of the real one are
// unknown; this is RFC 7009.
func (s *Server) Revoke(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.access, r.PostFormValue("token"))
	delete(s.refresh, r.PostFormValue("token"))
	w.WriteHeader(http.StatusOK)
}
