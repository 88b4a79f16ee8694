package http

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestSET_11_ConnectGivesTheAddressForTheBrowser(t *testing.T) {
	t.Parallel()
	h := only(t, func(_ *Config, has *Services) { has.Connections = newFakeConnections() })
	one := "/api/v1/connections/" + thing(5).String() + "/connect"
	play(t, h, []scenario{
		{name: "address", method: "POST", path: one, status: 200, equal: `{"url": "https://eu.ninjarmm.com/ws/oauth/authorize?state=s"}`},
		{name: "PRE_06 permission", method: "POST", path: one, token: "technician", status: 403, code: "permission_missing"},
		{name: "unknown", method: "POST", path: "/api/v1/connections/" + thing(6).String() + "/connect", status: 404, code: "connection_not_found"},
	})
}

// The return needs no token, says what happened, and leaves no trace of its secrets.
func TestSET_12_TheReturnFromNinjaOne(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	connections := newFakeConnections()
	s := newServer(t, func(c *Config, has *Services) {
		c.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		has.Connections = connections
	})
	back := func(method, query string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, callbackPath+query, nil))
		require.NotContains(t, log.String(), "hunter2")
		if w.Code != http.StatusMethodNotAllowed {
			require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
			require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
			require.NotContains(t, w.Body.String(), "hunter2")
			require.NotContains(t, w.Body.String(), "<script")
		}
		return w
	}
	for _, sc := range []struct {
		query  string
		status int
		text   string
	}{
		{"?state=good&code=hunter2", 200, "NinjaOne is connected as &lt;Head&gt; office."},
		{"?state=no+refresh&code=hunter2", 200, "It will stop working in 60 minutes."},
		{"?state=other&code=hunter2", 403, "This sign-in is not known."},
		{"?state=broken&code=hunter2", 500, "Not connected"},
		{"?state=good&state=hunter2&code=hunter2", 400, "This is not what NinjaOne sends."},
		{"?state=good&code=" + strings.Repeat("hunter2", 1000), 400, "This is not what NinjaOne sends."},
		{"", 403, "This sign-in is not known."},
	} {
		w := back("GET", sc.query)
		require.Equal(t, sc.status, w.Code, sc.query)
		require.Contains(t, w.Body.String(), sc.text)
		require.NotContains(t, w.Body.String(), "driver")
	}
	require.Equal(t, http.StatusMethodNotAllowed, back("HEAD", "?state=good&code=hunter2").Code, "it would use the state up")
	require.Equal(t, http.StatusMethodNotAllowed, back("POST", "?state=good&code=hunter2").Code)

	require.Len(t, connections.returns, 5)
	require.Equal(t, api.SignInReturn{State: "good", Code: "hunter2"}, connections.returns[0])
}
