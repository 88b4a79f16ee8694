// Package openidtest is a real OpenID provider for tests: the certified one of
// zitadel/oidc with its storage in memory and its login page, on this machine.
package openidtest

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// ClientID and ClientSecret are those of the application that the provider knows, and
// Password that of everybody.
const (
	ClientID     = "coresync"
	ClientSecret = "a secret of the client"
	Password     = "a password at the provider"
)

// Server is a running provider.
type Server struct {
	// Issuer is its address.
	Issuer string
	// Down lets it answer nothing but 503.
	Down atomic.Bool
}

// Person is somebody whom the provider knows; he signs in by his address.
type Person struct {
	Email    string
	Verified bool
}

// Start runs a provider until the test ends. Browsers return to redirect alone.
func Start(t testing.TB, redirect string, people ...Person) *Server {
	t.Helper()
	known := users{}
	for _, p := range people {
		known[p.Email] = &storage.User{
			ID: "id of " + p.Email, Username: p.Email, Password: Password, Email: p.Email, EmailVerified: p.Verified, FirstName: "Some", LastName: "Body",
		}
	}
	kept := storage.NewStorageWithClients(known, map[string]*storage.Client{ClientID: storage.WebClient(ClientID, ClientSecret, redirect)})
	s, handler := &Server{}, http.Handler(nil)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Down.Load() {
			http.Error(w, "down for a while", http.StatusServiceUnavailable)
			return
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.Issuer = server.URL
	handler = exampleop.SetupServer(s.Issuer, kept, nil, false, op.WithLogger(slog.New(slog.DiscardHandler)))
	return s
}

// users are the provider's, by address.
type users map[string]*storage.User

// GetUserByID implements storage.UserStore.
func (u users) GetUserByID(id string) *storage.User { return u[strings.TrimPrefix(id, "id of ")] }

// GetUserByUsername implements storage.UserStore.
func (u users) GetUserByUsername(name string) *storage.User { return u[name] }

// ExampleClientID implements storage.UserStore.
func (users) ExampleClientID() string { return "service" }

// SignIn does what a person does with his browser at the provider: it opens the address,
// fills the login form, and returns where the provider sends the browser then.
func SignIn(t testing.TB, address, redirect, email string) *url.URL {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar, CheckRedirect: func(to *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(to.URL.String(), redirect) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	form := get(t, browser, address)
	back, err := browser.PostForm(form.Request.URL.ResolveReference(&url.URL{Path: "/login/username"}).String(), url.Values{
		"id": {form.Request.URL.Query().Get("authRequestID")}, "username": {email}, "password": {Password},
	})
	require.NoError(t, err)
	defer drain(back)
	to, err := back.Location()
	require.NoError(t, err, "the provider did not let %s in", email)
	return to
}

func get(t testing.TB, browser *http.Client, address string) *http.Response {
	t.Helper()
	answer, err := browser.Get(address)
	require.NoError(t, err)
	drain(answer)
	require.Equal(t, http.StatusOK, answer.StatusCode, address)
	return answer
}

func drain(answer *http.Response) {
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
}
