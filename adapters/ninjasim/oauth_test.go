package ninjasim_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"coresync/adapters/ninjasim"
	"coresync/adapters/ninjasim/oauth"
)

// sample reads a captured answer.
func sample(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/samples/" + name + ".json")
	require.NoError(t, err)
	return strings.TrimSpace(string(raw))
}

var incidentForm = regexp.MustCompile(`WEB_MGMT_SERVICE-2a-\d+-[A-Z]{8}`)

// sameButIncident compares with the incident id, which differs each time,
// blotted out on both sides.
func sameButIncident(t *testing.T, want, got string) {
	t.Helper()
	require.Equal(t, incidentForm.ReplaceAllString(want, "I"), incidentForm.ReplaceAllString(got, "I"))
}

func credentials(extra ...string) url.Values {
	v := url.Values{"grant_type": {"client_credentials"}, "client_id": {ninjasim.DefaultClientID}, "client_secret": {ninjasim.DefaultClientSecret}}
	for i := 0; i < len(extra); i += 2 {
		v.Set(extra[i], extra[i+1])
	}
	return v
}

func TestAuthenticationErrorsAreThoseOfTheRealService(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 20, Clients: []oauth.Client{
		{ID: "m2m", Secret: "s", Grants: []string{oauth.GrantClientCredentials}, Scopes: []string{"monitoring"}}}})
	with := func(header string) (int, string) {
		r, err := http.NewRequest(http.MethodGet, b.url+"/api/v2/organizations", nil)
		require.NoError(t, err)
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		return drain(t, resp)
	}
	for _, c := range []struct {
		header string
		status int
		sample string
	}{
		{"", 400, "error-missing-header"}, {"Bearer", 400, "error-invalid-header"}, {"Basic abc", 400, "error-invalid-header"},
		{"Bearer a b", 400, "error-invalid-header"}, {"Bearer nonsense", 401, "error-not-authenticated"},
	} {
		status, body := with(c.header)
		require.Equal(t, c.status, status, c.header)
		require.Equal(t, sample(t, c.sample), body)
	}
	for _, c := range []struct {
		name   string
		form   url.Values
		status int
		body   string
	}{
		{"unknown client", credentials("client_id", "who"), 404, sample(t, "error-token-unknown-client")},
		{"wrong secret", credentials("client_secret", "x"), 400, `{"error":"invalid_client"}`},
		{"grant not enabled", url.Values{"grant_type": {"refresh_token"}, "client_id": {"m2m"}, "client_secret": {"s"}}, 400, `{"error":"unauthorized_client"}`},
		{"scope not allowed", url.Values{"grant_type": {"client_credentials"}, "client_id": {"m2m"}, "client_secret": {"s"}, "scope": {"management"}}, 400, `{"error":"invalid_scope"}`},
		{"dead refresh token", credentials("grant_type", "refresh_token", "refresh_token", "dead"), 400, sample(t, "error-token-refresh-dead")},
		{"used code", credentials("grant_type", "authorization_code", "code", "used"), 400, `{"error":"invalid_grant"}`},
		{"unknown grant", credentials("grant_type", "password"), 400, `{"error":"unsupported_grant_type"}`},
		{"no grant", credentials("grant_type", ""), 400, `{"error":"invalid_request"}`},
	} {
		for _, path := range []string{"/ws/oauth/token", "/oauth/token"} {
			status, body := b.form(path, c.form)
			require.Equal(t, c.status, status, c.name)
			sameButIncident(t, c.body, body)
		}
	}
	status, body := b.get("/ws/oauth/authorize?response_type=code&client_id=m2m&redirect_uri=http://x/cb")
	require.Equal(t, http.StatusNotFound, status)
	sameButIncident(t, sample(t, "error-not-found-404"), body)
	status, body = b.get("/v2/no-such-call")
	require.Equal(t, http.StatusNotFound, status)
	sameButIncident(t, sample(t, "error-not-found-404"), body)
}

func TestClientCredentialsGiveNoRefreshToken(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 20})
	status, body := b.form("/ws/oauth/token", credentials("scope", "monitoring"))
	require.Equal(t, http.StatusOK, status)
	require.Regexp(t, `^\{"access_token":"[\w-]{43}","expires_in":3600,"scope":"monitoring","token_type":"Bearer"\}$`, body)
	status, body = b.form("/ws/oauth/token", credentials("scope", "monitoring offline_access"))
	require.Equal(t, http.StatusOK, status, "tolerated as on some hosts")
	require.NotContains(t, body, "refresh_token")
	require.NoError(t, b.sim.ArmFault("offline-access-refused"))
	status, _ = b.form("/ws/oauth/token", credentials("scope", "monitoring offline_access"))
	require.Equal(t, http.StatusBadRequest, status)
}

func TestScopesDecideWhatATokenMayDo(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 20})
	for scope, want := range map[string][2]int{"monitoring": {200, 403}, "management": {403, 204}, "monitoring management": {200, 204}} {
		_, body := b.form("/ws/oauth/token", credentials("scope", scope))
		var a struct {
			AccessToken string `json:"access_token"`
		}
		require.NoError(t, json.Unmarshal([]byte(body), &a))
		b.token = a.AccessToken
		status, _ := b.get("/v2/alerts")
		require.Equal(t, want[0], status, scope)
		id := b.sim.Users()[5].ID
		resp := b.do(http.MethodDelete, "/v2/user/end-user/"+itoa(id), nil)
		status, _ = drain(t, resp)
		require.Equal(t, want[1], status, scope)
	}
}

// browser follows no redirect, so that a test sees where it leads.
var browser = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// consent decides on the page and gives where it leads.
func (b *bundle) consent(address, decision string) *url.URL {
	b.t.Helper()
	resp, err := browser.Get(address)
	require.NoError(b.t, err)
	status, page := drain(b.t, resp)
	require.Equal(b.t, http.StatusOK, status, page)
	require.Contains(b.t, page, "Approve")
	resp, err = browser.PostForm(address, url.Values{"decision": {decision}})
	require.NoError(b.t, err)
	status, _ = drain(b.t, resp)
	require.Equal(b.t, http.StatusFound, status)
	to, err := resp.Location()
	require.NoError(b.t, err)
	return to
}

func (b *bundle) config(scopes ...string) *oauth2.Config {
	return &oauth2.Config{ClientID: ninjasim.DefaultClientID, ClientSecret: ninjasim.DefaultClientSecret, Scopes: scopes,
		RedirectURL: "http://app.example/callback", Endpoint: oauth2.Endpoint{AuthURL: b.url + "/ws/oauth/authorize",
			TokenURL: b.url + "/ws/oauth/token", AuthStyle: oauth2.AuthStyleInParams}}
}

func TestAuthorizationCodeWithPKCEAndRotation(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 20, RedirectURIs: []string{"http://app.example/callback"}})
	c := b.config("monitoring", "offline_access")
	verifier := oauth2.GenerateVerifier()
	back := b.consent(c.AuthCodeURL("st", oauth2.S256ChallengeOption(verifier)), "approve")
	require.Equal(t, "app.example", back.Host)
	require.Equal(t, "st", back.Query().Get("state"))
	code := back.Query().Get("code")
	tok, err := c.Exchange(t.Context(), code, oauth2.VerifierOption(verifier))
	require.NoError(t, err)
	require.NotEmpty(t, tok.RefreshToken)
	_, err = c.Exchange(t.Context(), code, oauth2.VerifierOption(verifier))
	require.ErrorContains(t, err, "invalid_grant", "a code is good for one use")

	old := tok.RefreshToken
	form := credentials("grant_type", "refresh_token", "refresh_token", old)
	status, body := b.form("/ws/oauth/token", form)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "refresh_token", "rotation")
	status, body = b.form("/ws/oauth/token", form)
	require.Equal(t, http.StatusBadRequest, status, "the old token is dead")
	require.Equal(t, `{"error":"invalid_token"}`, body)
}

func TestAuthorizationCodeGoesWrong(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 20, RedirectURIs: []string{"http://app.example/callback"}})
	c := b.config("monitoring")
	verifier := oauth2.GenerateVerifier()
	ask := func() string { return c.AuthCodeURL("st", oauth2.S256ChallengeOption(verifier)) }

	require.Equal(t, "access_denied", b.consent(ask(), "refuse").Query().Get("error"))

	code := b.consent(ask(), "approve").Query().Get("code")
	_, err := c.Exchange(t.Context(), code, oauth2.VerifierOption("another verifier that is long enough to count"))
	require.ErrorContains(t, err, "invalid_grant", "PKCE")

	code = b.consent(ask(), "approve").Query().Get("code")
	b.sim.Advance(61 * time.Second)
	_, err = c.Exchange(t.Context(), code, oauth2.VerifierOption(verifier))
	require.ErrorContains(t, err, "invalid_grant", "a code lives a minute")

	code = b.consent(ask(), "approve").Query().Get("code")
	other := *c
	other.RedirectURL += "/"
	_, err = other.Exchange(t.Context(), code, oauth2.VerifierOption(verifier))
	require.ErrorContains(t, err, "invalid_grant", "the redirect URI is compared as a string")

	resp, err := browser.Get(other.AuthCodeURL("st"))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, "/ws/oauth/error?error=unauthorized_client&error_description=Invalid+redirect_uri", resp.Header.Get("Location"))
}

func TestAccessTokensEndByTheChosenClock(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 20})
	b.sim.Advance(time.Hour - time.Second)
	b.ok("/v2/alerts")
	b.sim.Advance(time.Second)
	status, _ := b.get("/v2/alerts")
	require.Equal(t, http.StatusUnauthorized, status)

	wall := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	b = setup(t, ninjasim.Config{Devices: 20, RealTimeTokens: true, Clock: func() time.Time { return wall }})
	b.sim.Advance(100 * time.Hour)
	b.ok("/v2/alerts")
	wall = wall.Add(time.Hour)
	status, _ = b.get("/v2/alerts")
	require.Equal(t, http.StatusUnauthorized, status)
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 20})
	require.Contains(t, b.ok("/.well-known/oauth-authorization-server"), `"token_endpoint":"`+b.url+`/ws/oauth/token"`)
	status, _ := b.get("/.well-known/openid-configuration")
	require.Equal(t, http.StatusNotFound, status)
}

func TestRevokedTokensAndTheErrorPage(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 20})
	b.ok("/v2/organizations")
	status, _ := b.form("/ws/oauth/revoke", url.Values{"token": {b.token}})
	require.Equal(t, http.StatusOK, status)
	status, _ = b.get("/v2/organizations")
	require.Equal(t, http.StatusUnauthorized, status)
	status, body := b.get("/ws/oauth/error?error=unauthorized_client")
	require.Equal(t, http.StatusNotFound, status, "the page that redirects lead to was never written")
	require.True(t, json.Valid([]byte(body)))
}

func TestAuthorizeRefusesWhatItCannotServe(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 20, Clients: []oauth.Client{{ID: "spa", Scopes: []string{"monitoring"}}}})
	at := b.url + "/oauth/authorize?client_id=spa&redirect_uri=http://app.example/cb&state=s"
	for query, want := range map[string]string{
		"&response_type=token":                                             "unsupported_response_type",
		"&response_type=code&scope=management":                             "invalid_scope",
		"&response_type=code&code_challenge=x&code_challenge_method=plain": "invalid_request",
	} {
		resp, err := browser.Get(at + query)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		to, err := resp.Location()
		require.NoError(t, err)
		require.Equal(t, want, to.Query().Get("error"))
		require.Equal(t, "s", to.Query().Get("state"))
	}
	code := b.consent(at+"&response_type=code", "approve").Query().Get("code")
	status, body := b.form("/oauth/token", url.Values{"grant_type": {"authorization_code"}, "client_id": {"spa"}, "code": {code}, "redirect_uri": {"http://app.example/cb"}})
	require.Equal(t, 400, status, "a public client needs PKCE")
	require.Equal(t, `{"error":"invalid_grant"}`, body)
}
