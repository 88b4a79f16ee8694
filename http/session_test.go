package http

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// postSession sends JSON as a browser's script or a program does.
func postSession(s http.Handler, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/api/v1/session", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

const credentialsOfOwner = `{"email": "owner@example.com", "password": "right"}`

func TestASessionBeginsAndEndsOverJSON(t *testing.T) {
	t.Parallel()
	s := only(t)
	w := postSession(s, credentialsOfOwner)
	require.Equal(t, http.StatusCreated, w.Code, w.Body)
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	require.NotContains(t, w.Body.String(), "right")
	cookie := w.Result().Cookies()[0]
	require.Equal(t, "coresync_session", cookie.Name)
	require.True(t, cookie.HttpOnly)
	require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
	require.Equal(t, "/", cookie.Path)
	require.False(t, cookie.Secure, "over plain HTTP a browser would not send it back")
	require.Positive(t, cookie.MaxAge)

	secure := postSession(s, credentialsOfOwner, func(r *http.Request) { r.TLS = &tls.ConnectionState{} }).Result().Cookies()[0]
	require.Equal(t, "__Host-coresync_session", secure.Name)
	require.True(t, secure.Secure)

	r := httptest.NewRequest("DELETE", "/api/v1/session", nil)
	r.AddCookie(cookie)
	out := httptest.NewRecorder()
	s.ServeHTTP(out, r)
	require.Equal(t, http.StatusNoContent, out.Code, out.Body)
	require.Negative(t, out.Result().Cookies()[0].MaxAge, "the cookie is taken back")
}

func TestWhoIsNotLetInOverJSONIsToldWhy(t *testing.T) {
	t.Parallel()
	s := only(t)
	for body, want := range map[string]struct {
		status int
		code   string
	}{
		`{"email": "owner@example.com", "password": "a guess"}`:          {http.StatusUnauthorized, "credentials_wrong"},
		`{"email": "owner@example.com"}`:                                 {http.StatusBadRequest, "invalid"},
		`{"email": "owner@example.com", "password": "x", "admin": true}`: {http.StatusBadRequest, "invalid"},
		`{"email": `: {http.StatusBadRequest, "invalid"},
	} {
		w := postSession(s, body)
		require.Equal(t, want.status, w.Code, "%s: %s", body, w.Body)
		require.Contains(t, w.Body.String(), `"code":"`+want.code+`"`, body)
		require.Empty(t, w.Result().Cookies())
		require.NotContains(t, w.Body.String(), "a guess", "what was sent is not sent back")
	}
	w := postSession(s, credentialsOfOwner, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") })
	require.Equal(t, http.StatusForbidden, w.Code, "a page of another site signs nobody in")
	require.Contains(t, w.Body.String(), `"code":"cross_origin"`)
	w = postSession(s, credentialsOfOwner, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") })
	require.Equal(t, http.StatusUnsupportedMediaType, w.Code, "nor does a form that pretends to be none")

	often := only(t, func(_ *Config, has *Services) { has.Sessions = tooOften{} })
	w = postSession(often, credentialsOfOwner)
	require.Equal(t, http.StatusTooManyRequests, w.Code)
	require.Equal(t, "840", w.Header().Get("Retry-After"))

	play(t, s, []scenario{
		{name: "a token has no session", method: "DELETE", path: "/api/v1/session", status: 409, code: "no_session"},
		{name: "nobody has none either", method: "DELETE", path: "/api/v1/session", token: "-", status: 401, code: "not_signed_in"},
	})
}

// tooOften lets nobody in.
type tooOften struct{ fakeSessions }

func (tooOften) SignIn(_ context.Context, _ api.Credentials) (api.NewSession, error) {
	return api.NewSession{}, &domain.Error{Code: domain.CodeUnavailable, Reason: "too_many_attempts", RetryAfter: 14 * time.Minute, Message: "Wait."}
}
