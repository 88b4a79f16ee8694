package openid_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"coresync/adapters/openid"
	"coresync/adapters/openid/openidtest"

	"github.com/stretchr/testify/require"
)

const redirect = "http://127.0.0.1:9/sign-in/oidc/return"

func returning() string { return redirect }

func start(t *testing.T, change func(*openid.Config), people ...openidtest.Person) (*openidtest.Server, *openid.Provider) {
	t.Helper()
	server := openidtest.Start(t, redirect, people...)
	config := openid.Config{Issuer: server.Issuer, ClientID: openidtest.ClientID, ClientSecret: openidtest.ClientSecret, Redirect: returning}
	if change != nil {
		change(&config)
	}
	provider, err := openid.New(config)
	require.NoError(t, err)
	return server, provider
}

// back is what a browser brings back.
func back(t *testing.T, address, email string) openid.Return {
	t.Helper()
	q := openidtest.SignIn(t, address, redirect, email).Query()
	return openid.Return{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss")}
}

func TestSomebodySignsIn(t *testing.T) {
	t.Parallel()
	_, provider := start(t, nil, openidtest.Person{Email: "jane@example.com", Verified: true}, openidtest.Person{Email: "joe@example.com"})
	require.NoError(t, provider.Check(t.Context()))
	for email, verified := range map[string]bool{"jane@example.com": true, "joe@example.com": false} {
		address, pending, err := provider.Begin(t.Context())
		require.NoError(t, err)
		asked, err := url.Parse(address)
		require.NoError(t, err)
		require.Equal(t, "S256", asked.Query().Get("code_challenge_method"))
		require.NotContains(t, address, pending.Verifier)
		require.Equal(t, pending.Nonce, asked.Query().Get("nonce"))

		returned := back(t, address, email)
		person, err := provider.Finish(t.Context(), pending, returned)
		require.NoError(t, err)
		require.Equal(t, openid.Person{Subject: "id of " + email, Email: email, Verified: verified}, person)

		_, err = provider.Finish(t.Context(), pending, returned)
		var refused *openid.RefusedError
		require.ErrorAs(t, err, &refused, "a code is good once")
		require.NotContains(t, err.Error(), returned.Code)
	}
}

func TestAReturnOfAnotherSignInIsRefused(t *testing.T) {
	t.Parallel()
	server, provider := start(t, nil, openidtest.Person{Email: "jane@example.com", Verified: true})
	begin := func() (string, openid.Pending) {
		address, pending, err := provider.Begin(t.Context())
		require.NoError(t, err)
		return address, pending
	}
	address, mine := begin()
	returned := back(t, address, "jane@example.com")
	_, other := begin()
	_, err := provider.Finish(t.Context(), other, returned)
	require.ErrorIs(t, err, openid.ErrOther, "the state is another's")
	_, err = provider.Finish(t.Context(), openid.Pending{}, openid.Return{Code: returned.Code})
	require.ErrorIs(t, err, openid.ErrOther, "no state at all")
	elsewhere := returned
	elsewhere.Issuer = "https://other.example.com"
	_, err = provider.Finish(t.Context(), mine, elsewhere)
	require.ErrorIs(t, err, openid.ErrOther, "another provider answered")

	unproven := mine
	unproven.Verifier = other.Verifier
	_, err = provider.Finish(t.Context(), unproven, returned)
	var refused *openid.RefusedError
	require.ErrorAs(t, err, &refused, "who has not the verifier has nothing of the code")

	address, mine = begin()
	returned = back(t, address, "jane@example.com")
	mine.Nonce = other.Nonce
	_, err = provider.Finish(t.Context(), mine, returned)
	require.ErrorIs(t, err, openid.ErrOther, "the token was made for another sign-in")

	address, mine = begin()
	returned = back(t, address, "jane@example.com")
	later, err := openid.New(openid.Config{Issuer: server.Issuer, ClientID: openidtest.ClientID, ClientSecret: openidtest.ClientSecret, Redirect: returning,
		Now: func() time.Time { return time.Now().Add(48 * time.Hour) }})
	require.NoError(t, err)
	_, err = later.Finish(t.Context(), mine, returned)
	require.ErrorContains(t, err, "expired")
}

func TestAWrongSecretAndAProviderThatIsDownAreTold(t *testing.T) {
	t.Parallel()
	server, provider := start(t, func(c *openid.Config) { c.ClientSecret = "hunter2" }, openidtest.Person{Email: "jane@example.com", Verified: true})
	address, pending, err := provider.Begin(t.Context())
	require.NoError(t, err)
	_, err = provider.Finish(t.Context(), pending, back(t, address, "jane@example.com"))
	var refused *openid.RefusedError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "invalid_client", refused.Code)
	require.NotContains(t, err.Error(), "hunter2")

	server.Down.Store(true)
	require.ErrorContains(t, provider.Check(t.Context()), server.Issuer)
	_, fresh := start(t, func(c *openid.Config) { c.Issuer = server.Issuer })
	_, _, err = fresh.Begin(t.Context())
	require.ErrorContains(t, err, "read the description of "+server.Issuer)
	server.Down.Store(false)
	_, _, err = fresh.Begin(t.Context())
	require.NoError(t, err, "it is asked again")
}

func TestOnlyTheIssuerAndWhatItNamesIsAsked(t *testing.T) {
	t.Parallel()
	for _, issuer := range []string{"", "login.example.com", "http://login.example.com", "ftp://127.0.0.1"} {
		_, err := openid.New(openid.Config{Issuer: issuer})
		require.ErrorContains(t, err, "https://", issuer)
	}
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	defer elsewhere.Close()
	moved := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer moved.Close()
	provider, err := openid.New(openid.Config{Issuer: moved.URL})
	require.NoError(t, err)
	require.Error(t, provider.Check(t.Context()))

	var described *httptest.Server
	described = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"issuer":"` + described.URL + `","authorization_endpoint":"` + described.URL + `/a","token_endpoint":"file:///etc/passwd","jwks_uri":"` + described.URL + `/k"}`))
	}))
	defer described.Close()
	provider, err = openid.New(openid.Config{Issuer: described.URL})
	require.NoError(t, err)
	require.ErrorContains(t, provider.Check(t.Context()), "file:///etc/passwd")
}
