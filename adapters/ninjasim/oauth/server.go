package oauth

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Lifetimes. The one of refresh tokens is unpublished; they do not end here.
const (
	AccessTokenLifetime = time.Hour
	CodeLifetime        = time.Minute
)

// Scopes that NinjaOne knows.
const (
	ScopeMonitoring = "monitoring"
	ScopeManagement = "management"
	ScopeControl    = "control"
	ScopeOffline    = "offline_access"
)

// Grant types that a client may be allowed.
const (
	GrantClientCredentials = "client_credentials"
	GrantCode              = "authorization_code"
	GrantRefresh           = "refresh_token"
)

// Client is an application registered in NinjaOne.
type Client struct {
	ID           string
	Secret       string   // empty: a public client (native, SPA), which must use PKCE
	Scopes       []string // allowed; empty means all
	Grants       []string // allowed; empty means all
	RedirectURIs []string // compared as exact strings; empty allows any
}

// Behaviour lets faults change what the server does.
type Behaviour interface {
	// RefuseOffline: offline_access with client credentials is an error (EU).
	RefuseOffline() bool
	// UnknownClient: no client is known, as on the host of another region.
	UnknownClient() bool
	// RefreshDead: refresh tokens are dead.
	RefreshDead() bool
	// KeepRefresh: a refresh answers without a new refresh token.
	KeepRefresh() bool
}

// Server issues and checks tokens. It is safe for concurrent use.
type Server struct {
	seed    uint64
	now     func() time.Time
	clients []Client
	quirks  Behaviour

	mu      sync.Mutex
	count   uint64
	access  map[string]*Grant
	refresh map[string]*Grant
	codes   map[string]*code
}

// Grant is what a token stands for.
type Grant struct {
	ClientID string
	Scopes   []string
	User     bool // given by a person, not by client credentials
	Expires  time.Time
}

// Has says whether the grant covers a scope.
func (g *Grant) Has(scope string) bool { return slices.Contains(g.Scopes, scope) }

// code is what an authorization code stands for until it is traded.
type code struct {
	grant     Grant
	redirect  string
	challenge string
}

// New makes a server; now is the clock that tokens expire by.
func New(seed uint64, now func() time.Time, quirks Behaviour, clients ...Client) *Server {
	return &Server{seed: seed, now: now, clients: clients, quirks: quirks,
		access: map[string]*Grant{}, refresh: map[string]*Grant{}, codes: map[string]*code{}}
}

// client finds a registered client.
func (s *Server) client(id string) *Client {
	if s.quirks.UnknownClient() {
		return nil
	}
	for i := range s.clients {
		if s.clients[i].ID == id {
			return &s.clients[i]
		}
	}
	return nil
}

// allows says whether the application may use a grant type.
func (c *Client) allows(grant string) bool {
	return len(c.Grants) == 0 || slices.Contains(c.Grants, grant)
}

// secretIs compares in constant time, out of habit.
func (c *Client) secretIs(s string) bool {
	return subtle.ConstantTimeCompare([]byte(c.Secret), []byte(s)) == 1
}

// scopes checks what was asked for; nothing means all of the client's.
func (c *Client) scopes(asked string) ([]string, bool) {
	allowed := c.Scopes
	if len(allowed) == 0 {
		allowed = []string{ScopeMonitoring, ScopeManagement, ScopeControl, ScopeOffline}
	}
	list := strings.Fields(asked)
	if len(list) == 0 {
		return slices.DeleteFunc(slices.Clone(allowed), func(x string) bool { return x == ScopeOffline }), true
	}
	for _, x := range list {
		if !slices.Contains(allowed, x) {
			return nil, false
		}
	}
	return list, true
}

// token makes the next secret of a kind. The caller holds the lock.
func (s *Server) token(kind string) string {
	s.count++
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], s.seed)
	binary.BigEndian.PutUint64(b[8:], s.count)
	sum := sha256.Sum256(append([]byte("ninjasim "+kind+" "), b[:]...))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Check finds the grant of a request's bearer token. A failure comes as the
// problem to answer with.
func (s *Server) Check(r *http.Request) (*Grant, *Problem) {
	h := r.Header.Get("Authorization")
	if h == "" {
		return nil, MissingHeader
	}
	token, ok := strings.CutPrefix(h, "Bearer ")
	if !ok || token == "" || strings.ContainsAny(token, " \t") {
		return nil, InvalidHeader
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.access[token]
	if g == nil || !s.now().Before(g.Expires) {
		delete(s.access, token)
		return nil, NotAuthenticated
	}
	return g, nil
}

// ExpireAll ends every access token that was issued so far.
func (s *Server) ExpireAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.access)
}

// RevokeAll ends every token, as an administrator does in the console.
func (s *Server) RevokeAll() {
	s.ExpireAll()
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.refresh)
}
