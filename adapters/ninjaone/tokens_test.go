package ninjaone

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// byCode makes the settings those of an authorization code.
func byCode(store TokenStore) func(*Config) {
	return func(c *Config) {
		c.Grant, c.Tokens = AuthorizationCode, store
		c.RedirectURL = "https://core.example/api/integrations/ninja/callback"
	}
}

// stored is a store with a token that has been in use for a while.
func stored(k *clock, left time.Duration) *memoryStore {
	return &memoryStore{token: Token{Access: NewSecret(testAccess + "-0"), Refresh: NewSecret(testRefresh + "-0"),
		ExpiresAt: k.Now().Add(left), Scopes: []string{"monitoring", "offline_access"}}}
}

func TestClientCredentials(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[]`))
	for range 3 {
		_, err := b.Contacts(t.Context())
		require.NoError(t, err)
	}
	asked := b.asked(tokenPath)
	require.Len(t, asked, 1)
	require.Equal(t, map[string][]string{"grant_type": {"client_credentials"}, "client_id": {"client-1"},
		"client_secret": {testSecret}, "scope": {"monitoring"}}, asked[0].form)
	require.Empty(t, asked[0].auth)
	require.Empty(t, asked[0].query)
}

func TestATokenUnderAnotherContentType(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[]`))
	b.token = func(w http.ResponseWriter, _ map[string][]string) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte(strings.Replace(tokenOK, "3600", `"120"`, 1)))
	}
	_, err := b.Contacts(t.Context())
	require.NoError(t, err)
	require.Equal(t, b.clock.Now().Add(2*time.Minute), b.tokens.token().ExpiresAt)
}

func TestTokensAreRenewedAheadOfTime(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[]`))
	use := func() string {
		_, err := b.Contacts(t.Context())
		require.NoError(t, err)
		asked := b.asked("/v2/contacts")
		return asked[len(asked)-1].auth
	}
	require.Equal(t, "Bearer access-token-value-1", use())
	b.clock.advance(54 * time.Minute)
	require.Equal(t, "Bearer access-token-value-1", use(), "6 minutes left")
	b.clock.advance(time.Minute)
	require.Equal(t, "Bearer access-token-value-2", use(), "5 minutes left")
}

func TestAGoodTokenIsUsedOnWhileNinjaOneIsAway(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[]`))
	_, err := b.Contacts(t.Context())
	require.NoError(t, err)
	b.token = func(w http.ResponseWriter, _ map[string][]string) { w.WriteHeader(503) }
	b.clock.advance(55 * time.Minute)
	_, err = b.Contacts(t.Context())
	require.NoError(t, err)
	require.Contains(t, b.logged(), "used on")
	tries := len(b.asked(tokenPath))
	_, err = b.Contacts(t.Context())
	require.NoError(t, err)
	require.Len(t, b.asked(tokenPath), tries, "not asked again within half a minute")
	b.clock.advance(5 * time.Minute)
	_, err = b.Contacts(t.Context())
	require.Equal(t, KindServer, KindOf(err), "expired by now")
}

func TestSET_12_AuthorizationCodeWithPKCE(t *testing.T) {
	t.Parallel()
	store := &memoryStore{}
	b := setup(t, say(200, `[]`), byCode(store))
	_, err := b.Contacts(t.Context())
	require.ErrorIs(t, err, ErrNotConnected)
	require.EqualError(t, err, "get token: NinjaOne not connected: add the integration with Client ID and Client Secret, then click Connect NinjaOne and authorise")
	verifier := NewVerifier()
	at, err := url.Parse(b.AuthCodeURL("state-1", verifier))
	require.NoError(t, err)
	require.Equal(t, b.BaseURL()+"/ws/oauth/authorize", at.Scheme+"://"+at.Host+at.Path)
	challenge := at.Query().Get("code_challenge")
	require.NotContains(t, at.String(), verifier)
	require.NotContains(t, at.String(), url.QueryEscape(testSecret))
	require.Equal(t, url.Values{"client_id": {"client-1"}, "response_type": {"code"}, "state": {"state-1"},
		"redirect_uri": {"https://core.example/api/integrations/ninja/callback"}, "scope": {"monitoring offline_access"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"}}, at.Query())

	done, err := b.Exchange(t.Context(), testCode, verifier)
	require.NoError(t, err)
	require.Equal(t, Authorization{Scopes: []string{"monitoring", "offline_access"}, ExpiresAt: b.clock.Now().Add(time.Hour), CanRefresh: true}, done)
	require.Equal(t, map[string][]string{"grant_type": {"authorization_code"}, "code": {testCode}, "client_id": {"client-1"},
		"client_secret": {testSecret}, "redirect_uri": {"https://core.example/api/integrations/ninja/callback"},
		"code_verifier": {verifier}}, b.asked(tokenPath)[0].form)
	require.Equal(t, testRefresh+"-1", store.saved().Refresh.Reveal())
	_, err = b.Contacts(t.Context())
	require.NoError(t, err)
	require.Equal(t, "Bearer access-token-value-1", b.asked("/v2/contacts")[0].auth)
}

func TestSET_05_AMissingRefreshTokenIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[]`), byCode(&memoryStore{}))
	b.token = func(w http.ResponseWriter, _ map[string][]string) { say(200, tokenOK)(w, nil) }
	done, err := b.Exchange(t.Context(), testCode, NewVerifier())
	require.NoError(t, err)
	require.False(t, done.CanRefresh)
	require.Equal(t, `NinjaOne sent no refresh token: this connection will stop working in 60 minutes. Allow the grant type "Refresh token" for the API client application under Administration > Apps > API, then click Reconnect`, done.Warning)
	b.clock.advance(time.Hour)
	_, err = b.Contacts(t.Context())
	require.ErrorIs(t, err, ErrReconnectRequired)
}

func TestARefusedCode(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[]`), byCode(&memoryStore{}))
	b.token = func(w http.ResponseWriter, _ map[string][]string) {
		say(400, `{"error":"invalid_grant","error_description":"`+testCode+`"}`)(w, nil)
	}
	_, err := b.Exchange(t.Context(), testCode, NewVerifier())
	require.EqualError(t, err, "exchange authorization code: POST /ws/oauth/token: authorization code refused (HTTP 400, invalid_grant, [redacted]): a code can be used once, within a minute: click Connect NinjaOne again")
	b.token = func(w http.ResponseWriter, _ map[string][]string) { w.WriteHeader(503) }
	_, err = b.Exchange(t.Context(), testCode, NewVerifier())
	require.Equal(t, KindServer, KindOf(err))
	require.Len(t, b.asked(tokenPath), 2, "a code is never sent twice")
	_, err = setup(t, say(200, `[]`)).Exchange(t.Context(), testCode, "")
	require.ErrorContains(t, err, "client credentials")
}

// TestANewRefreshTokenIsSavedBeforeUse: at the moment of saving, no request has
// gone out with the new access token.
func TestANewRefreshTokenIsSavedBeforeUse(t *testing.T) {
	t.Parallel()
	k := newClock()
	store := stored(k, -time.Minute)
	b := setup(t, say(200, `[]`), byCode(store))
	store.onSave = func(tok Token) {
		require.Equal(t, testRefresh+"-1", tok.Refresh.Reveal())
		require.Empty(t, b.asked("/v2/contacts"))
	}
	_, err := b.Contacts(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, store.saves)
	require.Equal(t, map[string][]string{"grant_type": {"refresh_token"}, "refresh_token": {testRefresh + "-0"},
		"client_id": {"client-1"}, "client_secret": {testSecret}}, b.asked(tokenPath)[0].form)
	require.Equal(t, "Bearer access-token-value-1", b.asked("/v2/contacts")[0].auth)
}

func TestAStoreThatFailsForAWhileLosesNoToken(t *testing.T) {
	t.Parallel()
	k := newClock()
	store := stored(k, -time.Minute)
	store.failing, store.err = 3, errors.New("database gone")
	b := setup(t, say(200, `[]`), byCode(store))
	_, err := b.Contacts(t.Context())
	require.NoError(t, err)
	require.Equal(t, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, b.clock.sleeps())
	require.Equal(t, testRefresh+"-1", store.saved().Refresh.Reveal())

	store = stored(k, -time.Minute)
	store.failing, store.err = saveTries+1, errors.New("database gone")
	b = setup(t, say(200, `[]`), byCode(store))
	_, err = b.Contacts(t.Context())
	require.EqualError(t, err, "NinjaOne connection: save its new tokens: database gone")
	require.Empty(t, b.asked("/v2/contacts"), "not used while it is not saved")
	_, err = b.Contacts(t.Context())
	require.NoError(t, err)
	require.Len(t, b.asked(tokenPath), 1, "kept in memory and saved later, not asked for again")
	require.Equal(t, testRefresh+"-1", store.saved().Refresh.Reveal())
}

func TestAnAnswerWithoutRefreshTokenKeepsTheOld(t *testing.T) {
	t.Parallel()
	k := newClock()
	store := stored(k, -time.Minute)
	b := setup(t, say(200, `[]`), byCode(store))
	b.token = func(w http.ResponseWriter, _ map[string][]string) { say(200, tokenOK)(w, nil) }
	_, err := b.Contacts(t.Context())
	require.NoError(t, err)
	require.Equal(t, testRefresh+"-0", store.saved().Refresh.Reveal())
	require.Equal(t, testAccess, store.saved().Access.Reveal())
}

func TestREC_01_ADeadRefreshToken(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"invalid_token", "invalid_grant", "expired_token"} {
		k := newClock()
		b := setup(t, say(200, `[]`), byCode(stored(k, -time.Minute)))
		b.token = func(w http.ResponseWriter, _ map[string][]string) { say(400, `{"error":"`+code+`"}`)(w, nil) }
		_, err := b.Contacts(t.Context())
		require.ErrorIs(t, err, ErrReconnectRequired)
		require.EqualError(t, err, "refresh token: POST /ws/oauth/token: NinjaOne must be connected again (HTTP 400, "+code+"): open Settings > Integrations > NinjaOne and click Reconnect; mappings, schedule and history are kept")
		require.Len(t, b.asked(tokenPath), 1)
		require.Empty(t, b.asked("/v2/contacts"))
	}
}

func TestAStoredTokenIsUsedAcrossRestarts(t *testing.T) {
	t.Parallel()
	k := newClock()
	b := setup(t, say(200, `[]`), byCode(stored(k, 30*time.Minute)))
	_, err := b.Contacts(t.Context())
	require.NoError(t, err)
	require.Equal(t, "Bearer access-token-value-0", b.asked("/v2/contacts")[0].auth)
	require.Empty(t, b.asked(tokenPath))
}

// TestATokenRefreshedElsewhereIsUsed: another process has used up the refresh
// token; NinjaOne refuses it, and the store has its successor.
func TestATokenRefreshedElsewhereIsUsed(t *testing.T) {
	t.Parallel()
	k := newClock()
	store := stored(k, -time.Minute)
	b := setup(t, say(200, `[]`), byCode(store))
	b.token = func(w http.ResponseWriter, _ map[string][]string) {
		_ = store.Save(context.Background(), Token{Access: NewSecret("access-of-another"), Refresh: NewSecret("refresh-of-another"), ExpiresAt: k.Now().Add(time.Hour)})
		say(400, `{"error":"invalid_token"}`)(w, nil)
	}
	_, err := b.Contacts(t.Context())
	require.NoError(t, err)
	require.Equal(t, "Bearer access-of-another", b.asked("/v2/contacts")[0].auth)
}

// lockedStore is a store that several processes share.
type lockedStore struct {
	memoryStore
	lock  sync.Mutex
	locks atomic.Int32
}

func (s *lockedStore) LockTokens(context.Context) (func(), error) {
	s.lock.Lock()
	s.locks.Add(1)
	return s.lock.Unlock, nil
}

// TestOneRefreshForManyRequestsAndProcesses: NinjaOne takes each refresh token
// once; two clients with 20 requests each get along with one refresh.
func TestOneRefreshForManyRequestsAndProcesses(t *testing.T) {
	t.Parallel()
	k := newClock()
	store := &lockedStore{}
	store.token = stored(k, -time.Minute).token
	b := setup(t, say(200, `[]`), byCode(store))
	used := map[string]bool{}
	var mu sync.Mutex
	b.token = func(w http.ResponseWriter, form map[string][]string) {
		mu.Lock()
		again := used[form["refresh_token"][0]]
		used[form["refresh_token"][0]] = true
		mu.Unlock()
		if again {
			say(400, `{"error":"invalid_token"}`)(w, nil)
			return
		}
		b.issue(w, form)
	}
	other, err := New(b.cfg)
	require.NoError(t, err)
	defer other.Close()
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			c := b.Client
			if i%2 == 1 {
				c = other
			}
			_, err := c.Contacts(context.Background())
			require.NoError(t, err)
		})
	}
	all.Wait()
	require.Len(t, b.asked(tokenPath), 1)
	require.Equal(t, int32(2), store.locks.Load())
	for _, r := range b.asked("/v2/contacts") {
		require.Equal(t, "Bearer access-token-value-1", r.auth)
	}
}

// TestARefreshOutlivesItsCaller: the caller is gone when the answer comes, and the
// only living refresh token is saved all the same.
func TestARefreshOutlivesItsCaller(t *testing.T) {
	t.Parallel()
	k := newClock()
	saved := make(chan struct{})
	store := stored(k, -time.Minute)
	store.onSave = func(Token) { close(saved) }
	b := setup(t, say(200, `[]`), byCode(store))
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan struct{})
	b.token = func(w http.ResponseWriter, form map[string][]string) {
		cancel()
		<-gone
		b.issue(w, form)
	}
	_, err := b.Contacts(ctx)
	require.ErrorIs(t, err, context.Canceled)
	close(gone)
	select {
	case <-saved:
	case <-time.After(time.Minute):
		require.Fail(t, "the new refresh token is lost")
	}
	require.Equal(t, testRefresh+"-1", store.saved().Refresh.Reveal())
}

func TestATokenRevokedInMidRun(t *testing.T) {
	t.Parallel()
	var revoked atomic.Bool
	b := setup(t, nil)
	ids := afterID(1, 1, 2, 3, 4)
	b.api = func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer access-token-value-1" && revoked.Load() {
			say(401, `{"error":"not_authenticated","error_description":"Invalid credentials","error_code":10}`)(w, r)
			return
		}
		ids(w, r)
	}
	var got []int64
	for p, err := range b.Devices(t.Context(), DeviceQuery{}) {
		require.NoError(t, err)
		for _, r := range p.Rows {
			got = append(got, r.ID)
		}
		revoked.Store(len(got) >= 2)
	}
	require.Equal(t, []int64{1, 2, 3, 4}, got)
	require.Len(t, b.asked(tokenPath), 2)
}

func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, say(401, `{"error":"not_authenticated","error_code":10}`))
	_, err := b.Contacts(t.Context())
	require.Equal(t, KindUnauthorized, KindOf(err))
	require.Len(t, b.asked("/v2/contacts"), 2)
	require.Len(t, b.asked(tokenPath), 2)
	require.Empty(t, b.clock.sleeps())
}

func TestANativeApplicationSendsNoSecret(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[]`), byCode(&memoryStore{}), func(c *Config) { c.Secret = nil })
	_, err := b.Exchange(t.Context(), testCode, NewVerifier())
	require.NoError(t, err)
	require.NotContains(t, b.asked(tokenPath)[0].form, "client_secret")
}

func TestASecretThatCanNotBeOpened(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[]`), func(c *Config) {
		c.Secret = func(context.Context) (Secret, error) { return Secret{}, errors.New("wrong master key") }
	})
	_, err := b.Contacts(t.Context())
	require.EqualError(t, err, "NinjaOne connection: open the client secret: wrong master key")
	require.False(t, strings.Contains(b.logged(), "repeated"))
}
