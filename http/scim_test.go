package http

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func askSCIM(s http.Handler, method, path, token string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/scim/v2"+path, strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/scim+json")
	r.Header.Set("Accept", "text/html") // errors have SCIM's form whatever is asked for
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestSCIMTakesTokensThatMay(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for _, c := range []struct {
		method, path, token string
		status              int
	}{
		{"GET", "/Users", "", 401}, {"GET", "/ServiceProviderConfig", "expired", 401}, {"POST", "/Users", "revoked", 401},
		{"GET", "/Users", "member", 403}, {"GET", "/Users", "observer", 200}, {"GET", "/Groups", "observer", 200},
		{"POST", "/Users", "observer", 403}, {"DELETE", "/Users/" + thing(1).String(), "admin", 403}, {"PATCH", "/Groups/" + thing(3).String(), "observer", 403},
		{"POST", "/Users", "connector_admin", 400}, {"DELETE", "/Users/" + thing(1).String(), "owner", 204}, {"POST", "/Groups", "owner", 501},
		{"GET", "/Users/" + thing(1).String(), "owner", 200}, {"GET", "/Users/" + thing(2).String(), "owner", 404}, {"GET", "/nothing", "owner", 404},
	} {
		w := askSCIM(s, c.method, c.path, c.token)
		require.Equal(t, c.status, w.Code, "%s %s as %s: %s", c.method, c.path, c.token, w.Body)
		require.Equal(t, c.status == 401, w.Header().Get("WWW-Authenticate") != "")
		if c.status >= 400 {
			require.Equal(t, "application/scim+json", w.Header().Get("Content-Type"))
			require.Contains(t, w.Body.String(), "urn:ietf:params:scim:api:messages:2.0:Error")
			require.True(t, json.Valid(w.Body.Bytes()))
		}
	}
	none := newServer(t, func(_ *Config, services *Services) { services.AccessRequests = nil })
	require.Equal(t, 501, askSCIM(none, "GET", "/Users", "owner").Code)
	named := newServer(t, func(c *Config, _ *Services) { c.PublicURL = "https://core.example.com" })
	require.Contains(t, askSCIM(named, "GET", "/Users", "owner").Body.String(), `"location":"https://core.example.com/scim/v2/Users/`)
}
