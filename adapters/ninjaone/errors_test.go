package ninjaone

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// answerFrom is a NinjaOne in memory, for addresses that can't be reached here.
type answerFrom func(r *http.Request) (int, string)

func (f answerFrom) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := f(r)
	if status == 0 {
		return nil, errors.New(body)
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: readCloser{strings.NewReader(body)}, ContentLength: -1, Request: r}, nil
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// tokenOK is a token answer.
const tokenOK = `{"access_token":"` + testAccess + `","expires_in":3600,"scope":"monitoring","token_type":"Bearer"}`

// at makes a client of a region whose host answers from memory: the token
// endpoint with token, everything else with api.
func at(t *testing.T, region Region, tokenStatus int, token string, apiStatus int, api string) *Client {
	t.Helper()
	k := newClock()
	c, err := New(Config{
		Region: region, ClientID: "client-1", Secret: StaticSecret(testSecret), Grant: ClientCredentials,
		Now: k.Now, Sleep: k.Sleep, Jitter: func() float64 { return 0.5 },
		HTTP: HTTPSettings{Transport: answerFrom(func(r *http.Request) (int, string) {
			if r.URL.Host != region.Host() || r.URL.Scheme != "https" {
				t.Errorf("asked %s", r.URL)
			}
			if r.URL.Path == tokenPath {
				return tokenStatus, token
			}
			return apiStatus, api
		})},
	})
	require.NoError(t, err)
	return c
}

func TestREG_06_WrongRegionNamesTheLikelyOne(t *testing.T) {
	t.Parallel()
	const body = `{"resultCode":"Client app not exist","incidentId":"WEB_MGMT_SERVICE-2a-1790812800-AAAAAAAA"}`
	for region, want := range map[Region]string{
		EU:      "this client ID is unknown in EU; is your tenant in US2? The address at which you sign in to NinjaOne tells: us2.ninjarmm.com is US2",
		US:      "this client ID is unknown in US; is your tenant in US2? The address at which you sign in to NinjaOne tells: us2.ninjarmm.com is US2",
		US2:     "this client ID is unknown in US2; is your tenant in US? The address at which you sign in to NinjaOne tells: app.ninjarmm.com is US",
		Oceania: "this client ID is unknown in Oceania; is your tenant in US2? The address at which you sign in to NinjaOne tells: us2.ninjarmm.com is US2",
		Canada:  "this client ID is unknown in Canada; is your tenant in US? The address at which you sign in to NinjaOne tells: app.ninjarmm.com is US",
	} {
		_, err := at(t, region, 404, body, 0, "").Contacts(t.Context())
		require.EqualError(t, err, "get token: POST /ws/oauth/token: wrong region (HTTP 404, Client app not exist, incident WEB_MGMT_SERVICE-2a-1790812800-AAAAAAAA): "+want)
		e, ok := errors.AsType[*APIError](err)
		require.True(t, ok)
		require.Equal(t, KindWrongRegion, e.Kind)
		require.Equal(t, want, e.Hint)
	}
}

func TestErrorsOfTheTokenEndpoint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		kind   Kind
		want   string
	}{
		{400, `{"error":"invalid_client"}`, KindBadCredentials,
			"get token: POST /ws/oauth/token: client ID or secret refused (HTTP 400, invalid_client): compare client ID and secret with Administration > Apps > API in NinjaOne, or make a new secret there"},
		{401, `{"error":"invalid_client","error_description":"Bad  credentials\n"}`, KindBadCredentials,
			"get token: POST /ws/oauth/token: client ID or secret refused (HTTP 401, invalid_client, Bad credentials): compare client ID and secret with Administration > Apps > API in NinjaOne, or make a new secret there"},
		{400, `{"error":"unauthorized_client"}`, KindGrantNotAllowed,
			`get token: POST /ws/oauth/token: grant type not allowed (HTTP 400, unauthorized_client): allow the grant type "Client credentials" for the API client application under Administration > Apps > API in NinjaOne`},
		{400, `{"error":"invalid_scope"}`, KindMissingScope,
			"get token: POST /ws/oauth/token: scope missing (HTTP 400, invalid_scope): enable Monitoring for the API client application under Administration > Apps > API in NinjaOne, then connect again"},
		{400, `{"error":"something_new"}`, KindBadRequest,
			"get token: POST /ws/oauth/token: request refused (HTTP 400, something_new): this is a fault of the program; please report it with the incident number"},
		{500, `{"resultCode":"FAILURE","errorMessage":"NullPointerException","incidentId":"I-2"}`, KindServer,
			"get token: POST /ws/oauth/token: NinjaOne failed (HTTP 500, FAILURE, NullPointerException, incident I-2): try again later; NinjaOne's support can look up the incident number"},
		{404, "<html><head><title>404 Not Found</title></head></html>", KindNotFound,
			"get token: POST /ws/oauth/token: not found (HTTP 404): the tenant's version of NinjaOne may lack this, or what it is about is gone"},
		{200, "<html>sign in</html>", KindNotJSON,
			"get token: POST /ws/oauth/token: the answer is not JSON (HTTP 200): a sign-in page, a maintenance page or a proxy answered in place of the API; try again later"},
		{200, `{"expires_in":3600}`, KindMalformed,
			"get token: POST /ws/oauth/token: the answer is broken JSON (HTTP 200): nothing of this answer was used; try again later"},
		{302, "", KindRedirected,
			"get token: POST /ws/oauth/token: answered with a redirect (HTTP 302, to the same host): redirects are not followed; check that no proxy or sign-in page stands between this machine and NinjaOne"},
		{0, "connection refused", KindUnreachable,
			"get token: POST /ws/oauth/token: no answer: connection refused: check name resolution, firewall and proxy between this machine and NinjaOne"},
	} {
		_, err := at(t, EU, c.status, c.body, 0, "").Contacts(t.Context())
		require.EqualError(t, err, c.want)
		require.Equal(t, c.kind, KindOf(err))
	}
}

func TestErrorsOfTheAPI(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		kind   Kind
		want   string
	}{
		{400, `{"error":"missing_header","error_description":"Missing required header","error_code":2}`, KindBadRequest,
			"list contacts: GET /v2/contacts: request refused (HTTP 400, missing_header, Missing required header): this is a fault of the program; please report it with the incident number"},
		{401, `{"error":"not_authenticated","error_description":"Invalid credentials","error_code":10}`, KindUnauthorized,
			"list contacts: GET /v2/contacts: access token refused (HTTP 401, not_authenticated, Invalid credentials): NinjaOne refused a new access token too; check that the API client application still exists under Administration > Apps > API"},
		{403, `{"resultCode":"FAILURE","errorMessage":"HTTP 403 Forbidden","incidentId":"I-3"}`, KindForbidden,
			"list contacts: GET /v2/contacts: not permitted (HTTP 403, FAILURE, HTTP 403 Forbidden, incident I-3): the scope is granted, so the permission is missing: authorise the connection as a System Administrator, or check what the API client application may see under Administration > Apps > API"},
		{403, `"Must be a System Administrator"`, KindNotAdministrator,
			"list contacts: GET /v2/contacts: needs a System Administrator (HTTP 403, Must be a System Administrator): authorise the connection as a System Administrator of NinjaOne"},
		{403, `{"errorMessage":{"code":"user_context_required","params":{"key":"value"}}}`, KindUserContextRequired,
			"list contacts: GET /v2/contacts: needs a signed-in user (HTTP 403, user_context_required): client credentials have no user; connect with the authorization code instead"},
		{404, `{"resultCode":"FAILURE","errorMessage":"HTTP 404 Not Found","incidentId":"I-4"}`, KindNotFound,
			"list contacts: GET /v2/contacts: not found (HTTP 404, FAILURE, HTTP 404 Not Found, incident I-4): the tenant's version of NinjaOne may lack this, or what it is about is gone"},
		{400, `{"errorCode":17,"message":"billing is off"}`, KindBadRequest,
			"list contacts: GET /v2/contacts: request refused (HTTP 400, 17, billing is off): this is a fault of the program; please report it with the incident number"},
		{502, "<html><center>nginx</center></html>", KindServer,
			"list contacts: GET /v2/contacts: NinjaOne failed (HTTP 502): try again later; NinjaOne's support can look up the incident number"},
		{200, `[{"id":1},{"id":2`, KindTruncated,
			"list contacts: GET /v2/contacts: the answer is cut off (HTTP 200, ends at byte 17): nothing of this answer was used; try again later"},
		{200, ``, KindTruncated,
			"list contacts: GET /v2/contacts: the answer is cut off (HTTP 200, empty body, ends at byte 0): nothing of this answer was used; try again later"},
		{200, `[{"id":1}] trailing`, KindMalformed,
			"list contacts: GET /v2/contacts: the answer is broken JSON (HTTP 200, something follows the answer at byte 11): nothing of this answer was used; try again later"},
		{200, `{"id":1}`, KindMalformed,
			"list contacts: GET /v2/contacts: the answer is broken JSON (HTTP 200, a list was expected; unexpected byte at byte 0): nothing of this answer was used; try again later"},
		{200, `Service temporarily unavailable`, KindNotJSON,
			"list contacts: GET /v2/contacts: the answer is not JSON (HTTP 200, a list was expected; unexpected byte at byte 0): a sign-in page, a maintenance page or a proxy answered in place of the API; try again later"},
		{200, `{"resultCode":"FAILURE","errorMessage":"x","incidentId":"I-5"}`, KindServer,
			"list contacts: GET /v2/contacts: NinjaOne failed (HTTP 200, FAILURE, x, incident I-5): try again later; NinjaOne's support can look up the incident number"},
		{200, "\n <!DOCTYPE html><title>Sign in</title>", KindNotJSON,
			"list contacts: GET /v2/contacts: the answer is not JSON (HTTP 200): a sign-in page, a maintenance page or a proxy answered in place of the API; try again later"},
		{200, "<html>Too many requests</html>", KindRateLimited,
			"list contacts: GET /v2/contacts: rate limited (HTTP 200): NinjaOne asked to slow down; the next try comes later and slower"},
	} {
		_, err := at(t, EU, 200, tokenOK, c.status, c.body).Contacts(t.Context())
		require.EqualError(t, err, c.want)
		require.Equal(t, c.kind, KindOf(err))
	}
}

func TestTRB_02_AMissingScopeIsNamed(t *testing.T) {
	t.Parallel()
	management := strings.Replace(tokenOK, "monitoring", "management", 1)
	_, err := at(t, EU, 200, management, 403, `{"resultCode":"FAILURE"}`).Alerts(t.Context(), "")
	require.EqualError(t, err, "list alerts: GET /v2/alerts: scope missing (HTTP 403, FAILURE): enable Monitoring for the API client application under Administration > Apps > API in NinjaOne, then connect again")
	require.Equal(t, ScopeMonitoring, requireAPIError(t, err).Scope)
}

func TestRequestNumbersAreKept(t *testing.T) {
	t.Parallel()
	b := setup(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Nj-Request-Id", "req-7")
		say(502, "<html>nginx</html>")(w, r)
	})
	_, err := b.Device(t.Context(), 7)
	require.ErrorContains(t, err, "get device: GET /v2/device/7: NinjaOne failed (HTTP 502, request req-7): ")
}

func TestTemporaryKinds(t *testing.T) {
	t.Parallel()
	for _, k := range []Kind{KindRateLimited, KindServer, KindUnreachable, KindNotJSON, KindTruncated, KindMalformed} {
		require.True(t, k.Temporary(), k)
	}
	for _, k := range []Kind{"", KindNotConnected, KindReconnectRequired, KindWrongRegion, KindBadCredentials, KindForbidden, KindMissingScope, KindBadRequest, KindNotFound} {
		require.False(t, k.Temporary(), k)
	}
}

// FuzzReadFault: whatever an answer says, what is repeated of it is one short line
// of printable text without a secret.
func FuzzReadFault(f *testing.F) {
	for _, seed := range []string{`{"error":"invalid_client"}`, `{"resultCode":"x","errorMessage":{"code":"c"},"incidentId":"i"}`, `"bare"`,
		`{"errorCode":7,"message":"a\u202eb\nc"}`, `<html>`, `{`, "\xff", `{"error":"` + testSecret + `"}`, `{"error":null,"resultCode":[]}`} {
		f.Add([]byte(seed))
	}
	var s scrubber
	s.add(testSecret)
	f.Fuzz(func(t *testing.T, body []byte) {
		fault := readFault(body, s.tidy)
		for _, text := range []string{fault.code, fault.detail, fault.incident} {
			require.NotContains(t, text, testSecret)
			require.LessOrEqual(t, utf8.RuneCountInString(text), maxSaid+1)
			for _, r := range text {
				require.True(t, unicode.IsPrint(r), "%q", text)
			}
		}
	})
}

func TestErrorsNameThePage(t *testing.T) {
	t.Parallel()
	b := setup(t, inTurn(say(200, `[{"id":1}]`), say(500, `{"resultCode":"FAILURE","incidentId":"I-6"}`)))
	got := read(b.Devices(t.Context(), DeviceQuery{Filter: "deviceId = 5"}))
	require.EqualError(t, got.err, "list devices, page 2: GET /v2/devices: NinjaOne failed (HTTP 500, FAILURE, incident I-6): NinjaOne answers a device filter that it does not understand with 500; check the filter, else try again later")
	require.Equal(t, []int64{1}, got.ids)
	require.Len(t, b.asked("/v2/devices"), 3, "500 is tried twice, not for ever")
}

// TestNoSecretInAnyError: whatever a server repeats of what it was sent, no error
// holds it.
func TestNoSecretInAnyError(t *testing.T) {
	t.Parallel()
	sent := testSecret + " " + url.QueryEscape(testSecret)
	echo := strings.Join([]string{sent, testAccess, testRefresh, testCode}, " ")
	shapes := []string{
		`{"error":%q}`, `{"error":"invalid_client","error_description":%q}`, `{"resultCode":%q,"errorMessage":%[1]q,"incidentId":%[1]q}`,
		`{"errorMessage":{"code":%q}}`, `%q`, `<html>%s</html>`, `%s`, `{"access_token":7,"error":%q}`, `[{"id":1},%q`,
		`{"error":"invalid_grant","error_description":"` + strings.Repeat("x", maxSaid-10) + `%s"}`,
	}
	for _, shape := range shapes {
		for _, status := range []int{200, 302, 400, 401, 403, 404, 429, 500, 502} {
			_, err := at(t, EU, status, fmt.Sprintf(shape, sent), 0, "").Contacts(t.Context())
			require.Error(t, err)
			requireNoSecret(t, err.Error())
			body := fmt.Sprintf(shape, echo)
			c := at(t, EU, 200, tokenOK, status, body)
			c.secrets.add(testRefresh, testCode)
			if _, err = c.Contacts(t.Context()); err != nil {
				requireNoSecret(t, fmt.Sprintf("%v %+v", err, err))
			}
		}
	}
}

// requireNoSecret looks for secrets, and for the greater part of one.
func requireNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{testSecret, testAccess, testRefresh, testCode} {
		require.NotContains(t, text, secret)
		require.NotContains(t, text, secret[:12])
	}
}

// silence answers token requests, and nothing else before the request ends.
type silence struct{ asked *int }

func (s silence) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == tokenPath {
		return answerFrom(func(*http.Request) (int, string) { return 200, tokenOK }).RoundTrip(r)
	}
	*s.asked++
	<-r.Context().Done()
	return nil, context.Cause(r.Context())
}

func TestATimeoutIsNotTheCallersDeadline(t *testing.T) {
	t.Parallel()
	k, asked := newClock(), 0
	c, err := New(Config{Region: EU, ClientID: "x", Secret: StaticSecret(testSecret), Grant: ClientCredentials, Now: k.Now, Sleep: k.Sleep,
		HTTP: HTTPSettings{RequestTimeout: 5 * time.Millisecond, Transport: silence{&asked}}})
	require.NoError(t, err)
	_, err = c.Contacts(t.Context())
	require.Equal(t, KindUnreachable, KindOf(err))
	require.ErrorContains(t, err, "timed out")
	require.NotErrorIs(t, err, context.DeadlineExceeded)
	require.Equal(t, 4, asked)
}

func TestTheCallersEndIsNotAFaultOfNinjaOne(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stopped")
	b := setup(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel(stop)
		<-r.Context().Done()
	})
	_, err := b.Contacts(ctx)
	require.ErrorIs(t, err, stop)
	require.Empty(t, KindOf(err))
}
