package http

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// fakeSignOn is a provider that knows the code "good" alone.
type fakeSignOn struct{ returned *api.SignOnReturn }

func (fakeSignOn) Name() string { return hostile }

func (fakeSignOn) Begin(_ context.Context, next string) (api.SignOnBegun, error) {
	return api.SignOnBegun{Address: "https://login.example.com/authorize?state=s", Kept: api.Secret("kept." + strings.TrimPrefix(next, "/")), ExpiresAt: noon.Add(10 * time.Minute)}, nil
}

func (f fakeSignOn) Finish(_ context.Context, r api.SignOnReturn) (api.SignOnDone, error) {
	*f.returned = r
	if r.Code == "good" {
		return api.SignOnDone{Session: api.NewSession{Secret: "owner", ExpiresAt: noon.AddDate(0, 0, 1)}, Next: "/assets?x=1"}, nil
	}
	return api.SignOnDone{Next: "/assets"}, &domain.Error{Code: domain.CodeForbidden, Reason: string(r.Code), Message: "Why it is not."}
}

func withSignOn(t *testing.T) (*Server, *api.SignOnReturn) {
	t.Helper()
	var returned api.SignOnReturn
	return newServer(t, func(_ *Config, s *Services) { s.SignOn = fakeSignOn{&returned} }), &returned
}

func TestASignInAtTheProviderIsBoundToTheBrowserThatBeganIt(t *testing.T) {
	t.Parallel()
	s, returned := withSignOn(t)
	page := browse(s, "GET", "/sign-in?next=%2Fassets%3Fx%3D1", "", nil).Body.String()
	require.Contains(t, page, `href="/sign-in/oidc?next=%2Fassets%3Fx%3D1"`)
	require.NotContains(t, page, "<script>alert")

	for next, kept := range map[string]string{"%2Fassets": "kept.assets", "https%3A%2F%2Fevil.example": "kept.", "%2F%2Fevil.example": "kept."} {
		w := browse(s, "GET", "/sign-in/oidc?next="+next, "", nil)
		require.Equal(t, http.StatusSeeOther, w.Code)
		require.Equal(t, "https://login.example.com/authorize?state=s", w.Header().Get("Location"))
		cookie := w.Result().Cookies()[0]
		require.Equal(t, kept, cookie.Value)
		require.True(t, cookie.HttpOnly)
		require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
		require.Equal(t, 600, cookie.MaxAge)
	}
	r := httptest.NewRequest("GET", "https://core.example.com/sign-in/oidc/return?state=s&code=good&iss=https%3A%2F%2Flogin.example.com", nil)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.AddCookie(&http.Cookie{Name: "__Host-coresync_sign_on", Value: "kept.assets"})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	require.Equal(t, http.StatusSeeOther, w.Code, w.Body)
	require.Equal(t, "/assets?x=1", w.Header().Get("Location"))
	require.Equal(t, api.SignOnReturn{Kept: "kept.assets", State: "s", Code: "good", Issuer: "https://login.example.com"}, *returned)
	cookies := w.Result().Cookies()
	require.Equal(t, []string{"__Host-coresync_sign_on", "__Host-coresync_session"}, []string{cookies[0].Name, cookies[1].Name})
	require.Negative(t, cookies[0].MaxAge, "it is good once")
	require.True(t, cookies[1].Secure)
}

func TestTheDoorTellsWhyTheProviderLetNobodyIn(t *testing.T) {
	t.Parallel()
	s, returned := withSignOn(t)
	for reason, status := range map[string]int{
		"sign_on_over": 403, "sign_on_refused": 403, "sign_on_unverified": 403, "sign_on_unknown": 403, "sign_on_failed": 503,
	} {
		w := browse(s, "GET", "/sign-in/oidc/return?state=s&code="+reason, "", nil)
		require.Equal(t, status, w.Code, reason)
		require.Contains(t, w.Body.String(), "Why it is not.")
		require.Contains(t, w.Body.String(), `value="/assets"`, "the page that was wanted is not forgotten")
		require.Empty(t, returned.Kept, "a browser that kept nothing brings nothing")
		for _, c := range w.Result().Cookies() {
			require.NotContains(t, c.Name, "session")
		}
	}
	require.Equal(t, http.StatusBadRequest, browse(s, "GET", "/sign-in/oidc/return?state=s&state=t&code=good", "", nil).Code)
	require.Equal(t, http.StatusBadRequest, browse(s, "GET", "/sign-in/oidc/return?code="+strings.Repeat("x", 5000), "", nil).Code)
}

func TestWithoutAProviderThereIsNoWayToIt(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	require.NotContains(t, browse(s, "GET", "/sign-in", "", nil).Body.String(), "/sign-in/oidc")
	require.Equal(t, http.StatusNotImplemented, browse(s, "GET", "/sign-in/oidc", "", nil).Code)
	require.Equal(t, http.StatusNotImplemented, browse(s, "GET", "/sign-in/oidc/return?code=good&state=s", "", nil).Code)
}
