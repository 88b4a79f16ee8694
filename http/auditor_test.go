package http

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"coresync/http/api"
	"coresync/http/permission"
	"coresync/http/web"

	"github.com/stretchr/testify/require"
)

// asAuditor asks as the browser in which an auditors' link is open.
func asAuditor(s http.Handler, method, path, accept, session string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept", accept)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "coresync_auditor", Value: session})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// Every page with an auditors' link: those that are for auditors are shown, all others and each
// one that changes something are refused.
func TestAnAuditorsLinkShowsThePagesForAuditorsAlone(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	shown := 0
	for _, rt := range s.site.Routes() {
		if rt.Needs == web.Anybody {
			continue
		}
		w := asAuditor(s, rt.Method, withoutID(rt.Path), "text/html", "auditor")
		if !rt.ForAuditors() {
			require.Equal(t, http.StatusForbidden, w.Code, "%s %s", rt.Method, rt.Path)
			require.Contains(t, w.Body.String(), "changes nothing", rt.Path)
			continue
		}
		shown++
		require.Equal(t, http.MethodGet, rt.Method, rt.Path)
		require.True(t, rt.Needs == web.SignedIn || api.AuditorPermissions().Has(rt.Needs), "%s needs %s", rt.Path, rt.Needs)
		require.NotEqual(t, http.StatusForbidden, w.Code, rt.Path)
		require.Less(t, w.Code, 500, "%s: %s", rt.Path, w.Body)
		require.NotContains(t, w.Header().Get("Location"), "/sign-in")
		if w.Code == http.StatusOK && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			says(t, w.Body.String(), "Read-only link for", "until ", `action="/auditor/leave"`)
			require.Equal(t, 1, strings.Count(w.Body.String(), `method="post"`), "%s: the only form that is sent is the one to leave", rt.Path)
		}
	}
	require.Equal(t, 34, shown, "who adds a page for auditors says so here, too")
}

// Every route of the API with an auditors' link.
func TestAnAuditorsLinkReadsTheRoutesForAuditorsAlone(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	anybody, open := open, map[string]bool{}
	for _, operation := range auditorOperations {
		open[operation] = true
	}
	for _, rt := range s.routes() {
		if rt.needs == anybody {
			continue
		}
		path := strings.NewReplacer("{id}", "none", "{name}", "none").Replace(rt.path)
		w := asAuditor(s, rt.method, path+"?no_such_parameter=1", "application/json", "auditor")
		if !open[rt.operation] {
			require.Equal(t, http.StatusForbidden, w.Code, rt.operation)
			require.Contains(t, w.Body.String(), `"read_only_link"`, rt.operation)
			continue
		}
		delete(open, rt.operation)
		require.Equal(t, http.MethodGet, rt.method, rt.operation)
		require.True(t, rt.needs == signedIn || api.AuditorPermissions().Has(rt.needs), rt.operation)
		require.Equal(t, http.StatusBadRequest, w.Code, rt.operation) // the parameter, after the permission
	}
	require.Empty(t, open, "these are no operations")
	require.Equal(t, http.StatusUnauthorized, asAuditor(s, "GET", "/api/v1/assets", "application/json", "over").Code)
}

// A link is exchanged for a cookie and is in no address afterwards, nor in the log of requests.
func TestAnAuditorsLinkIsExchangedForACookie(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	s := newServer(t, func(c *Config, _ *Services) { c.Log = slog.New(slog.NewJSONHandler(&logged, nil)) })
	w := browse(s, "GET", "/auditor?link=right", "", nil)
	require.Equal(t, 303, w.Code)
	require.Equal(t, "/assets", w.Header().Get("Location"))
	require.Equal(t, "no-referrer", w.Header().Get("Referrer-Policy"))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	cookie := w.Result().Cookies()[0]
	require.Equal(t, []any{"coresync_auditor", "auditor", true, http.SameSiteLaxMode, 7200}, []any{cookie.Name, cookie.Value, cookie.HttpOnly, cookie.SameSite, cookie.MaxAge})
	require.Equal(t, "/assets?as_of=2026-02-03T12%3A00%3A00Z", browse(s, "GET", "/auditor?link=then", "", nil).Header().Get("Location"))
	require.Contains(t, logged.String(), "page.auditor")
	require.NotContains(t, logged.String(), "right")
	require.Empty(t, browse(s, "HEAD", "/auditor?link=right", "", nil).Result().Cookies(), "who looks what a link leads to opens nothing")

	for secret, status := range map[string]int{"unknown": 404, "expired": 410, "revoked": 410} {
		w := browse(s, "GET", "/auditor?link="+secret, "", nil)
		require.Equal(t, status, w.Code)
		says(t, w.Body.String(), "Read-only link", "This link is "+secret+".")
		require.Empty(t, w.Result().Cookies())
	}
	says(t, browse(s, "GET", "/auditor", "", nil).Body.String(), "Open the link that you were given")

	over := asAuditor(s, "GET", "/assets", "text/html", "revoked meanwhile")
	require.Equal(t, 410, over.Code)
	says(t, over.Body.String(), "This link was revoked.")
	require.Equal(t, -1, over.Result().Cookies()[0].MaxAge, "the browser forgets it: the next page is of whoever is signed in")
	left := asAuditor(s, "POST", "/auditor/leave", "text/html", "auditor")
	require.Equal(t, 303, left.Code)
	require.Equal(t, -1, left.Result().Cookies()[0].MaxAge)
	require.True(t, s.services.AuditorLinks.(*fakeAuditorLinks).left)
}

// Who may make links does so on a page; the address is shown once.
func TestLinksForAuditorsArePages(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := "/settings/auditor-links"
	says(t, browse(s, "GET", path, "owner", nil).Body.String(), "No links yet", "Links for auditors")
	w := browse(s, "POST", path, "owner", url.Values{"name": {hostile}, "days": {"14"}, "opens_at": {"2026-02-01T09:00"}})
	require.Equal(t, 200, w.Code, w.Body)
	require.Regexp(t, `value="http[^"]*/auditor\?link=coresync_audit_a+_b+"`, w.Body.String())
	require.NotContains(t, w.Body.String(), "<script>alert")
	again := browse(s, "GET", path, "owner", nil).Body.String()
	require.NotContains(t, again, "coresync_audit_")
	says(t, again, "0 times", "1 Feb 2026", "never")
	for _, wrong := range []url.Values{{"name": {"x"}, "days": {"91"}}, {"name": {"x"}, "days": {""}}, {"name": {"x"}, "days": {"1"}, "opens_at": {"soon"}}} {
		require.Equal(t, 422, browse(s, "POST", path, "owner", wrong).Code, wrong)
	}
	require.Equal(t, 303, browse(s, "POST", path+"/"+thing(100).String()+"/revoke", "owner", nil).Code)
	require.Equal(t, 404, browse(s, "POST", path+"/"+thing(999).String()+"/revoke", "owner", nil).Code)
	for _, role := range []string{"admin", "observer", "member"} {
		require.Equal(t, 403, browse(s, "GET", path, role, nil).Code)
		require.Equal(t, 403, browse(s, "POST", path, role, url.Values{"name": {"x"}, "days": {"1"}}).Code)
	}
}

func TestAuditorLinks(t *testing.T) {
	t.Parallel()
	h := only(t)
	one := "/api/v1/auditor-links/" + thing(100).String()
	for _, sc := range []scenario{
		{method: "POST", path: "/api/v1/auditor-links", body: `{"name": "ISO 27001", "as_of": "2026-03-01T00:00:00Z", "expires_at": "2026-03-20T00:00:00Z"}`,
			status: 201, want: map[string]string{"Location": one}, golden: "auditor_link_made.json"},
		{path: "/api/v1/auditor-links", status: 200, golden: "auditor_links.json"},
		{path: one, status: 200, golden: "auditor_link.json"},
		{method: "DELETE", path: one, status: 204},
	} {
		sc.run(t, h)
	}
	play(t, h, []scenario{
		{name: "unknown", path: "/api/v1/auditor-links/" + thing(999).String(), status: 404, code: "auditor_link_not_found"},
		{name: "revoke unknown", method: "DELETE", path: "/api/v1/auditor-links/" + thing(999).String(), status: 404, code: "auditor_link_not_found"},
		{name: "too long", method: "POST", path: "/api/v1/auditor-links", status: 400, code: "invalid", body: `{"name": "x", "expires_at": "2027-03-20T00:00:00Z"}`},
		{name: "for ever", method: "POST", path: "/api/v1/auditor-links", status: 400, code: "invalid", body: `{"name": "x"}`},
	})
	require.Error(t, api.MayMakeAuditorLink(api.Identity{Permissions: permission.Set{permission.UsersManage, permission.AssetsView}}), "nobody shows what he may not see")
}
