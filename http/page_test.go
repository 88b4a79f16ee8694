package http

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"coresync/http/api"
	"coresync/http/permission"
	"coresync/http/web"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// browse asks for a page as a browser does, signed in as a role; "" is nobody.
func browse(s http.Handler, method, path, session string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if session != "" {
		r.AddCookie(&http.Cookie{Name: "coresync_session", Value: session})
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// withoutID fills the variables of a path with what is nothing's id, so that nothing is changed.
func withoutID(path string) string {
	return regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "none")
}

// Every page with every role, with no and with an expired session; one after the other, since
// fakes note what they were asked.
func TestPRE_06_EveryPageAsksForItsPermission(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for _, rt := range s.site.Routes() {
		t.Run(rt.Name, func(t *testing.T) {
			if rt.Needs == web.Anybody {
				return // walked below
			}
			for _, session := range []string{"", "expired", "made up"} {
				w := browse(s, rt.Method, withoutID(rt.Path), session, nil)
				require.Equal(t, http.StatusSeeOther, w.Code, "session %q", session)
				require.True(t, strings.HasPrefix(w.Header().Get("Location"), "/sign-in"), w.Header())
				require.Equal(t, session == "expired", strings.Contains(w.Header().Get("Location"), "expired=1"))
			}
			for _, role := range permission.Roles() {
				w := browse(s, rt.Method, withoutID(rt.Path), string(role), nil)
				if rt.Needs == web.SignedIn || role.Permissions().Has(rt.Needs) {
					require.NotEqual(t, http.StatusForbidden, w.Code, "%s: %s", role, w.Body)
					require.NotContains(t, w.Header().Get("Location"), "/sign-in?")
					continue
				}
				require.Equal(t, http.StatusForbidden, w.Code, role)
				require.Contains(t, w.Body.String(), "<code>"+string(rt.Needs)+"</code>", "the page says which permission is missing")
			}
		})
	}
}

func TestThePagesThatAnybodySeesAreTheDoor(t *testing.T) {
	t.Parallel()
	var open []string
	for _, rt := range newServer(t).site.Routes() {
		if rt.Needs == web.Anybody {
			open = append(open, rt.Method+" "+rt.Path)
		} else {
			require.True(t, rt.Needs == web.SignedIn || permission.All().Has(rt.Needs), rt.Name)
		}
	}
	require.Equal(t, []string{"GET /sign-in", "POST /sign-in", "GET /sign-in/oidc", "GET /sign-in/oidc/return", "GET /forgot", "POST /forgot", "GET /setup", "POST /setup", "GET /auditor", "POST /auditor/leave"}, open)
}

func TestSignInLeadsBackToWhereOneWasAndNowhereElse(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for next, want := range map[string]string{
		"": "/", "/settings/users?x=1": "/settings/users?x=1", "https://evil.example": "/", "//evil.example": "/", `/\evil.example`: "/", "/\n/evil": "/",
	} {
		w := browse(s, "POST", "/sign-in", "", url.Values{"email": {"owner@example.com"}, "password": {"right"}, "next": {next}})
		require.Equal(t, http.StatusSeeOther, w.Code)
		require.Equal(t, want, w.Header().Get("Location"), next)
		cookie := w.Result().Cookies()[0]
		require.True(t, cookie.HttpOnly)
		require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
	}
	w := browse(s, "POST", "/sign-in", "", url.Values{"email": {hostile}, "password": {"wrong"}})
	require.Equal(t, http.StatusUnauthorized, w.Code)
	require.Empty(t, w.Result().Cookies())
	require.NotContains(t, w.Body.String(), "<script>alert")
	require.NotContains(t, w.Body.String(), "wrong", "a password is never sent back")
}

func TestThePagesHaveAStrictPolicyAndNoInlineCode(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	inline := regexp.MustCompile(`(?i)<script>|<style|<[a-z][^<>]*\s(style|on\w+)=|javascript:`)
	values := regexp.MustCompile(`="[^"]*"`)
	toNinjaOne := regexp.MustCompile(`<a href="https://[a-z0-9]+\.ninjarmm\.com/[^"]*" target="_blank" rel="noopener noreferrer">`)
	for _, rt := range s.site.Routes() {
		if rt.Method != "GET" || strings.Contains(rt.Path, "{") {
			continue
		}
		w := browse(s, "GET", rt.Path, "owner", nil)
		if w.Code == http.StatusSeeOther {
			continue
		}
		policy := w.Header().Get("Content-Security-Policy")
		require.Contains(t, policy, "default-src 'none'", rt.Path)
		require.NotContains(t, policy, "unsafe", rt.Path)
		body := values.ReplaceAllString(w.Body.String(), `=""`)
		require.False(t, inline.MatchString(body), "%s: %s", rt.Path, inline.FindString(body))
		// Only what somebody clicks leads elsewhere: to NinjaOne, in a tab that knows nothing of this one.
		local := toNinjaOne.ReplaceAllString(w.Body.String(), "")
		require.NotRegexp(t, `(src|href|action)="(https?:|javascript:)`, local, rt.Path)
	}
}

func TestAnErrorIsAPageForABrowserAndAProblemForAProgram(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	w := browse(s, "GET", "/nothing", "owner", nil)
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Contains(t, w.Header().Get("Content-Type"), "text/html")
	require.Contains(t, w.Body.String(), "Request "+w.Header().Get("X-Request-Id"))
	require.Equal(t, "application/problem+json", browse(s, "GET", "/api/v1/nothing", "owner", nil).Header().Get("Content-Type"))
	require.Equal(t, "application/problem+json", visit(s, "/nothing").Header().Get("Content-Type"))
}

// brokenSettings is a database that is down.
type brokenSettings struct{ api.Settings }

func (brokenSettings) Get(context.Context, uuid.UUID) (api.Workspace, error) {
	return api.Workspace{}, errors.New("dial tcp: secret host")
}

func TestAPageOfAnErrorNeedsNothingThatMayBeBroken(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.Settings = brokenSettings{} })
	w := browse(s, "GET", "/settings/profile", "owner", nil)
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Contains(t, w.Body.String(), "Try again")
	require.NotContains(t, w.Body.String(), "secret host")
}

func TestABrowsersSessionUsesTheAPI(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	require.Equal(t, http.StatusOK, browse(s, "GET", "/api/v1/session", "member", nil).Code)
	require.Equal(t, http.StatusUnauthorized, browse(s, "GET", "/api/v1/session", "expired", nil).Code)
	r := httptest.NewRequest("POST", "/api/v1/tokens", strings.NewReader("{}"))
	r.AddCookie(&http.Cookie{Name: "coresync_session", Value: "owner"})
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	require.Equal(t, http.StatusForbidden, w.Code, "another site's page can't use it")
}

func TestWhereNobodyCanSignInYetThePageSaysHowToBegin(t *testing.T) {
	t.Parallel()
	empty := newServer(t, func(_ *Config, has *Services) { has.Sessions = fakeSessions{nobody: true} })
	page := browse(empty, "GET", "/sign-in", "", nil).Body.String()
	require.Contains(t, page, "coresync serve")
	require.Contains(t, page, "coresync user add EMAIL --role owner")
	require.NotContains(t, page, "password")
	require.NotContains(t, browse(newServer(t), "GET", "/sign-in", "", nil).Body.String(), "coresync serve", "who set it up is nobody else's business")
}

func TestAForgottenPasswordIsAskedForAtTheDoor(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	require.Contains(t, browse(s, "GET", "/sign-in", "", nil).Body.String(), `href="/forgot"`)
	there := browse(s, "POST", "/forgot", "", url.Values{"email": {"jane@example.com"}})
	require.Equal(t, http.StatusOK, there.Code)
	require.Contains(t, there.Body.String(), "If jane@example.com belongs to somebody here")
	often := browse(s, "POST", "/forgot", "", url.Values{"email": {"often@example.com"}})
	require.Equal(t, http.StatusTooManyRequests, often.Code)
	without := newServer(t, func(_ *Config, s *Services) { s.Mail = false })
	require.NotContains(t, browse(without, "GET", "/sign-in", "", nil).Body.String(), "/forgot")
	require.NotEqual(t, http.StatusOK, browse(without, "GET", "/forgot", "", nil).Code)
}
