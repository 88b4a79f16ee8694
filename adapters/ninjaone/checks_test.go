package ninjaone

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// outcome is a check without its times, for comparing.
func outcome(r TestResult) []string {
	var out []string
	for _, c := range r.Checks {
		out = append(out, strings.TrimSuffix(string(c.Name)+" "+string(c.Status)+": "+c.Detail+" | "+c.Hint, " | "))
	}
	return out
}

func TestTRB_ChecksOfAGoodConnection(t *testing.T) {
	t.Parallel()
	b := setup(t, afterID(0, 1, 2))
	require.Equal(t, []string{
		"token passed: " + b.BaseURL() + " issued an access token, good for 60 minutes",
		"scope passed: granted: monitoring",
		"refresh_token skipped: client credentials need no refresh token",
		"organizations passed: 2 organizations can be read",
		"devices passed: devices can be read",
	}, outcome(b.Test(t.Context())))
	require.True(t, b.Test(t.Context()).OK())
	require.Len(t, b.asked(tokenPath), 2, "each test asks for a new token")
}

func TestTRB_ChecksByCode(t *testing.T) {
	t.Parallel()
	k := newClock()
	b := setup(t, afterID(0, 1), byCode(stored(k, time.Hour)))
	r := b.Test(t.Context())
	require.NoError(t, r.Err())
	require.Equal(t, "refresh_token passed: NinjaOne issued a refresh token", outcome(r)[2])
	require.Len(t, b.asked(tokenPath), 1)

	store := &memoryStore{token: Token{Access: NewSecret(testAccess), ExpiresAt: k.Now().Add(40 * time.Minute), Scopes: []string{"monitoring"}}}
	b = setup(t, afterID(0, 1), byCode(store))
	r = b.Test(t.Context())
	require.NoError(t, r.Err(), "works for now")
	require.Contains(t, outcome(r)[2], "refresh_token warning: NinjaOne sent no refresh token: this connection will stop working in 40 minutes")
	require.Empty(t, b.asked(tokenPath))
	b.clock.advance(40 * time.Minute)
	require.ErrorIs(t, b.Test(t.Context()).Err(), ErrReconnectRequired)

	b = setup(t, afterID(0, 1), byCode(stored(k, time.Hour)))
	b.token = func(w http.ResponseWriter, _ map[string][]string) { w.WriteHeader(503) }
	require.Equal(t, KindServer, KindOf(b.Test(t.Context()).Err()), "a check is live")
	_, err := b.Contacts(t.Context())
	require.NoError(t, err, "and does not break what works")
}

func TestSET_05_ChecksWarnOfAMissingRefreshToken(t *testing.T) {
	t.Parallel()
	b := setup(t, afterID(0, 1), byCode(&memoryStore{}))
	b.token = func(w http.ResponseWriter, _ map[string][]string) { say(200, tokenOK)(w, nil) }
	_, err := b.Exchange(t.Context(), testCode, NewVerifier())
	require.NoError(t, err)
	check := b.checkRefreshToken(t.Context())
	require.Equal(t, CheckWarning, check.Status)
	require.Contains(t, check.Detail, "will stop working in 60 minutes")
	require.Contains(t, check.Hint, "Refresh token")
}

func TestTRB_ChecksSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := setup(t, afterID(0, 1))
	b.token = func(w http.ResponseWriter, _ map[string][]string) { say(400, `{"error":"invalid_client"}`)(w, nil) }
	r := b.Test(t.Context())
	require.Equal(t, KindBadCredentials, KindOf(r.Err()))
	require.Equal(t, []string{
		"token failed: get token: POST /ws/oauth/token: client ID or secret refused (HTTP 400, invalid_client): compare client ID and secret with Administration > Apps > API in NinjaOne, or make a new secret there | compare client ID and secret with Administration > Apps > API in NinjaOne, or make a new secret there",
		"scope skipped: not checked, since an earlier check failed",
		"refresh_token skipped: not checked, since an earlier check failed",
		"organizations skipped: not checked, since an earlier check failed",
		"devices skipped: not checked, since an earlier check failed",
	}, outcome(r))

	b = setup(t, afterID(0, 1))
	b.token = func(w http.ResponseWriter, _ map[string][]string) {
		say(200, strings.Replace(tokenOK, "monitoring", "control", 1))(w, nil)
	}
	r = b.Test(t.Context())
	require.Equal(t, KindMissingScope, KindOf(r.Err()))
	require.ErrorContains(t, r.Err(), "granted: control")
	require.ErrorContains(t, r.Err(), "enable Monitoring")

	b = setup(t, say(403, `{"resultCode":"FAILURE"}`))
	r = b.Test(t.Context())
	require.Equal(t, CheckFailed, r.Checks[3].Status)
	require.Equal(t, KindForbidden, KindOf(r.Err()))
	require.Contains(t, r.Checks[3].Hint, "authorise the connection as a System Administrator")
}

func TestTRB_04_NoDevicesIsAWarning(t *testing.T) {
	t.Parallel()
	r := setup(t, say(200, `[]`)).Test(t.Context())
	require.True(t, r.OK())
	require.Equal(t, []string{
		"organizations warning: organizations can be read, but there are none | the API client application may not see any organization, or there is none yet",
		"devices warning: devices can be read, but there are none | NinjaOne lists no approved device; install an agent or approve pending devices in NinjaOne",
	}, outcome(r)[3:])
}
