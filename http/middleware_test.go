package http

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"coresync/domain"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// with is a server that has one more route, for what no real one does.
func with(t *testing.T, h http.HandlerFunc, change ...func(*Config, *Services)) *Server {
	t.Helper()
	s := newServer(t, change...)
	s.router.Handle("/test", h)
	return s
}

func visit(s http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestAnswersCarryHeadersThatABrowserHeeds(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/healthz", "/api/v1/session", "/nothing"} {
		h := visit(newServer(t), path).Header()
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"))
		require.Contains(t, h.Get("Content-Security-Policy"), "frame-ancestors 'none'")
		require.Equal(t, "no-referrer", h.Get("Referrer-Policy"))
		require.Empty(t, h.Get("Strict-Transport-Security"), "not over plain HTTP")
	}
}

func TestTheRequestIDIsTheCallersWhereItIsOne(t *testing.T) {
	t.Parallel()
	s, id := newServer(t), uuid.NewString()
	require.Equal(t, id, visit(s, "/healthz", "X-Request-Id", id).Header().Get("X-Request-Id"))
	for _, bad := range []string{"7", "a\tb", uuid.Nil.String()} {
		got := visit(s, "/healthz", "X-Request-Id", bad).Header().Get("X-Request-Id")
		require.NotEqual(t, bad, got)
		require.NoError(t, uuid.Validate(got))
	}
	require.Contains(t, visit(s, "/nothing", "X-Request-Id", id).Body.String(), `"request_id":"`+id+`"`)
}

func TestAPanicIsA500WithoutItsText(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := with(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"half":`)
		panic("secret state")
	}, func(c *Config, _ *Services) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	for _, encoding := range []string{"identity", "gzip"} {
		log.Reset()
		r := httptest.NewRequest(http.MethodGet, "/test", nil)
		r.Header.Set("Accept-Encoding", encoding)
		w := httptest.NewRecorder()
		if encoding == "identity" { // the half is out: the connection ends
			require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { s.ServeHTTP(w, r) })
		} else { // the half was held back
			s.ServeHTTP(w, r)
			require.Equal(t, http.StatusInternalServerError, w.Code)
			require.True(t, json.Valid(w.Body.Bytes()), w.Body)
			require.Contains(t, w.Body.String(), `"code":"internal"`)
		}
		require.NotContains(t, w.Body.String(), "secret state")
		require.Contains(t, log.String(), "secret state")
		require.Contains(t, log.String(), "middleware_test.go")
	}
}

func TestTheAccessLogHoldsNothingSecretOrPersonal(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := newServer(t, func(c *Config, _ *Services) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	visit(s, "/api/v1/tokens?q=jane.doe@example.com", "Authorization", "Bearer owner", "User-Agent", "curl")
	require.Contains(t, log.String(), `"operation":"listTokens","status":400`)
	require.Contains(t, log.String(), `"actor":"token:`)
	for _, secret := range []string{"jane.doe", "owner", "192.0.2.1", "curl"} {
		require.NotContains(t, log.String(), secret)
	}
}

func TestLongAnswersAreCompressedForWhoWantsIt(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	plain := visit(s, "/api/openapi.yaml")
	require.Empty(t, plain.Header().Get("Content-Encoding"))
	packed := visit(s, "/api/openapi.yaml", "Accept-Encoding", "br, gzip;q=0.8")
	require.Equal(t, "gzip", packed.Header().Get("Content-Encoding"))
	require.Contains(t, packed.Header().Get("Vary"), "Accept-Encoding")
	require.Less(t, packed.Body.Len(), plain.Body.Len()/2)
	reader, err := gzip.NewReader(packed.Body)
	require.NoError(t, err)
	text, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.Equal(t, plain.Body.Bytes(), text)
	require.Empty(t, visit(s, "/api/openapi.yaml", "Accept-Encoding", "gzip;q=0").Header().Get("Content-Encoding"))
	require.Empty(t, visit(s, "/healthz", "Accept-Encoding", "gzip").Header().Get("Content-Encoding"), "too short to gain")
	require.Equal(t, http.StatusNotModified,
		visit(s, "/api/openapi.yaml", "Accept-Encoding", "gzip", "If-None-Match", plain.Header().Get("ETag")).Code)
}

func TestOnlyATrustedProxyIsBelieved(t *testing.T) {
	t.Parallel()
	var seen client
	show := func(_ http.ResponseWriter, r *http.Request) { seen = clientOf(r.Context()) }
	trust := func(c *Config, _ *Services) {
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("10.0.0.0/8")}
	}
	for _, c := range []struct {
		forwarded string
		trusted   bool
		want      string
	}{
		{"203.0.113.9", false, "192.0.2.1"},
		{"203.0.113.9", true, "203.0.113.9"},
		{"6.6.6.6, 203.0.113.9, 10.1.1.1", true, "203.0.113.9"},
		{"6.6.6.6, nonsense", true, "192.0.2.1"},
		{"", true, "192.0.2.1"},
		{"10.2.2.2, 10.1.1.1", true, "10.2.2.2"},
		{"::ffff:203.0.113.9", true, "203.0.113.9"},
	} {
		var change []func(*Config, *Services)
		if c.trusted {
			change = append(change, trust)
		}
		w := visit(with(t, show, change...), "/test", "X-Forwarded-For", c.forwarded, "X-Forwarded-Proto", "https")
		require.Equal(t, c.want, seen.address.String(), c.forwarded)
		require.Equal(t, c.trusted, seen.secure)
		require.Equal(t, c.trusted, w.Header().Get("Strict-Transport-Security") != "")
	}
}

func TestAnotherSitesPageCanNotActForTheBrowser(t *testing.T) {
	t.Parallel()
	s := with(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	post := func(header ...string) int {
		r := httptest.NewRequest(http.MethodPost, "/test", nil)
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	require.Equal(t, http.StatusForbidden, post("Sec-Fetch-Site", "cross-site", "Cookie", "session=1"))
	require.Equal(t, http.StatusForbidden, post("Origin", "https://evil.example", "Cookie", "session=1"))
	require.Equal(t, http.StatusNoContent, post("Sec-Fetch-Site", "same-origin", "Cookie", "session=1"))
	require.Equal(t, http.StatusNoContent, post("Sec-Fetch-Site", "cross-site", "Authorization", "Bearer owner"))
	require.Equal(t, http.StatusNoContent, post())
}

func TestMetricsCountByOperation(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	visit(s, "/api/v1/session", "Authorization", "Bearer owner")
	visit(s, "/api/v1/session")
	visit(s, "/some/where/else")
	text := visit(s, "/metrics").Body.String()
	for _, line := range []string{
		`coresync_http_requests_total{operation="getSession",status="2xx"} 1`,
		`coresync_http_requests_total{operation="getSession",status="4xx"} 1`,
		`coresync_http_requests_total{operation="none",status="4xx"} 1`,
		`coresync_http_problems_total{code="not_signed_in"} 1`,
		`coresync_http_requests_running 1`,
		`go_goroutines`,
	} {
		require.Contains(t, text, line)
	}
}

func TestErrorsAreMappedAndForeignTextStaysInside(t *testing.T) {
	t.Parallel()
	var fail error
	var log bytes.Buffer
	s := newServer(t, func(c *Config, _ *Services) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	s.router.HandleFunc("/test", func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, fail) })
	for _, c := range []struct {
		err    error
		status int
		code   string
	}{
		{errors.New("password=hunter2"), 500, "internal"},
		{&domain.Error{Code: domain.CodeInvalid, Message: "m"}, 400, "invalid"},
		{domain.NotFound("asset"), 404, "asset_not_found"},
		{&domain.Error{Code: domain.CodeConflict, Reason: "manual_asset"}, 409, "manual_asset"},
		{&domain.Error{Code: domain.CodeConflict, Reason: "version_conflict"}, 412, "version_conflict"},
		{&domain.Error{Code: domain.CodeConflict, Reason: "idempotency_key_reused"}, 422, "idempotency_key_reused"},
		{&domain.Error{Code: domain.CodeStale, Reason: "other_epoch"}, 409, "other_epoch"},
		{&domain.Error{Code: domain.CodeDegraded}, 503, "degraded"},
		{&domain.Error{Code: domain.CodeUnavailable, RetryAfter: 1500 * time.Millisecond}, 503, "unavailable"},
		{&domain.Error{Code: domain.CodeInternal, Message: "hunter2"}, 500, "internal"},
		{&http.MaxBytesError{Limit: 7}, 413, "body_too_large"},
	} {
		fail = c.err
		w := scenario{path: "/test", status: c.status, code: c.code}.run(t, s)
		require.NotContains(t, w.Body.String(), "hunter2")
		require.Equal(t, c.code == "unavailable", w.Header().Get("Retry-After") == "2")
	}
	require.Equal(t, 2, strings.Count(log.String(), "hunter2"), "the log has it")
}
