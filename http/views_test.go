package http

import (
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestViews(t *testing.T) {
	t.Parallel()
	h := only(t)
	path := "/api/v1/views/" + thing(900).String()
	scenario{
		method: "POST", path: "/api/v1/views", token: "technician", status: 201, golden: "view_created.json",
		body: `{"list": "assets", "name": "Old servers", "query": "sort=-last_contact&category=Server", "pinned": true}`,
		want: map[string]string{"Location": path, "ETag": `"1"`},
	}.run(t, h)
	scenario{method: "POST", path: "/api/v1/views", body: `{"list": "tickets", "name": "Open", "query": "status=open", "shared": true}`, status: 201}.run(t, h)
	scenario{path: "/api/v1/views?list=assets", token: "billing_readonly", status: 200, golden: "views.json"}.run(t, h)
	scenario{path: path, status: 200, want: map[string]string{"ETag": `"1"`}}.run(t, h)
	scenario{method: "PATCH", path: path, body: `{"name": "Servers", "default": true}`, header: map[string]string{"If-Match": `"1"`}, status: 200, golden: "view.json"}.run(t, h)
	scenario{method: "PATCH", path: path, body: `{"name": "Again"}`, header: map[string]string{"If-Match": `"1"`}, status: 412, code: "version_conflict"}.run(t, h)
	scenario{method: "DELETE", path: path, status: 204}.run(t, h)
	play(t, h, []scenario{
		{name: "gone", path: path, status: 404, code: "view_not_found"},
		{name: "change what is gone", method: "PATCH", path: path, body: `{"pinned": true}`, status: 404, code: "view_not_found"},
		{name: "remove what is gone", method: "DELETE", path: path, status: 404, code: "view_not_found"},
		{name: "nothing to change", method: "PATCH", path: path, body: `{}`, status: 400, code: "invalid"},
		{name: "an unknown list", path: "/api/v1/views?list=secrets", status: 400, code: "invalid"},
		{name: "all faults at once", method: "POST", path: "/api/v1/views", body: `{"list": "secrets", "name": "", "color": "red"}`, status: 400, golden: "view_faults.json"},
		{name: "an unknown parameter", method: "POST", path: "/api/v1/views", body: `{"list": "tickets", "name": "X", "query": "status=open&evil=1"}`, status: 400, code: "invalid"},
	})
}

// Each list whose filters can be kept has a page, which needs what the list needs.
func TestEverySavedListIsAPage(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	needs := map[string]string{}
	for _, rt := range s.site.Routes() {
		if rt.Method == get {
			needs[rt.Path] = string(rt.Needs)
		}
	}
	for _, l := range api.SavedLists() {
		require.Equal(t, string(l.Needs), needs[l.Path], l.Name)
		require.Contains(t, browse(s, "GET", l.Path, "owner", nil).Body.String(), `class="menu app-user saved"`, l.Name)
	}
}

// A list is narrowed, kept, found again in menu and navigation, changed and let go.
func TestAViewIsKeptAndOpened(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	w := browse(s, "POST", "/settings/views", "technician", url.Values{"list": {"assets"}, "name": {hostile}, "query": {"category=Server&sort=-name"}, "pinned": {"true"}})
	page := "/assets?category=Server&sort=-name&saved=" + thing(900).String()
	require.Equal(t, page, w.Header().Get("Location"), w.Body)

	body := browse(s, "GET", page, "technician", nil).Body.String()
	require.Contains(t, body, `class="app-nav-views"`, "it is pinned")
	require.NotContains(t, body, "<script>alert", "a name is text")
	require.NotContains(t, body, "(changed)")
	require.Contains(t, browse(s, "GET", page+"&status=active", "technician", nil).Body.String(), "(changed)")
	require.Equal(t, 200, browse(s, "GET", "/assets?category=Server&saved=none", "technician", nil).Code, "a view that is gone leaves its filters")

	change := "/settings/views/" + thing(900).String()
	w = browse(s, "POST", change, "technician", url.Values{"query": {"category=Mac"}, "back": {"list"}})
	require.Equal(t, 303, w.Code, w.Body)
	w = browse(s, "POST", change, "technician", url.Values{"name": {"Taken"}})
	require.Equal(t, 422, w.Code)
	require.Contains(t, w.Body.String(), "Choose another name.")
	w = browse(s, "POST", "/settings/views", "technician", url.Values{"list": {"assets"}, "name": {"X"}, "query": {"evil=1"}})
	require.Equal(t, 400, w.Code)
	require.Contains(t, w.Body.String(), "The list has no &#34;evil&#34;")

	require.Equal(t, 303, browse(s, "POST", change+"/remove", "technician", nil).Code)
	require.NotContains(t, browse(s, "GET", "/assets", "technician", nil).Body.String(), "app-nav-views")
	says(t, words(t, s, "/settings/views"), "No views yet")
}

// A list opens with the view that somebody chose for that, and there is a way to the
// whole list all the same.
func TestAListOpensWithItsDefaultView(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	browse(s, "POST", "/settings/views", "owner", url.Values{"list": {"assets"}, "name": {"Servers"}, "query": {"category=Server"}})
	require.Equal(t, 200, browse(s, "GET", "/assets", "owner", nil).Code)
	browse(s, "POST", "/settings/views/"+thing(900).String(), "owner", url.Values{"default": {"true"}})
	w := browse(s, "GET", "/assets", "owner", nil)
	require.Equal(t, "/assets?category=Server&saved="+thing(900).String(), w.Header().Get("Location"))
	w = browse(s, "GET", "/assets?as_of=12", "owner", nil)
	require.Equal(t, "/assets?category=Server&saved="+thing(900).String()+"&as_of=12", w.Header().Get("Location"), "the moment goes along")
	for _, all := range []string{"/assets?saved=all", "/assets?q="} {
		require.Equal(t, 200, browse(s, "GET", all, "owner", nil).Code, all)
	}
	body := browse(s, "GET", "/assets?category=Server", "owner", nil).Body.String()
	require.Regexp(t, `href="/assets\?saved=all"[^>]*>All\s*<`, body)
	require.Equal(t, 200, browse(s, "GET", "/customers", "owner", nil).Code, "other lists open as before")
}
