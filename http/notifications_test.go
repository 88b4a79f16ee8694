package http

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheInboxOverTheAPI(t *testing.T) {
	t.Parallel()
	path, done := "/api/v1/notifications", "/api/v1/notifications/"+thing(51).String()+"/done"
	play(t, only(t), []scenario{
		{name: "a token sees everybody's", path: path, token: "member", status: 200, golden: "notifications.json"},
		{name: "open ones", path: path + "?state=open&type=reconnect&type=sync_held", status: 200},
		{name: "no such type", path: path + "?type=moon", status: 400, code: "invalid"},
		{name: "who may not", path: path, token: "billing_admin", status: 403, code: "permission_missing"},
		{name: "a token has no inbox to tick off", method: "PUT", path: done, status: 403, code: "people_only"},
		{name: "nor to open", method: "DELETE", path: done, status: 403, code: "people_only"},
		{name: "nor to mute", method: "PUT", path: "/api/v1/notification-mutes/reconnect", status: 403, code: "people_only"},
		{name: "no such type to mute", method: "PUT", path: "/api/v1/notification-mutes/moon", status: 400, code: "invalid"},
	})
}

// asPerson asks the API as the scripts of a page do.
func asPerson(s http.Handler, method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "coresync_session", Value: "owner"})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestAPersonTicksOffTheOwnItems(t *testing.T) {
	t.Parallel()
	s := only(t)
	path := "/api/v1/notifications/" + thing(51).String() + "/done"
	require.Equal(t, http.StatusNoContent, asPerson(s, "PUT", path).Code)
	require.Equal(t, http.StatusNoContent, asPerson(s, "DELETE", path).Code)
	require.Equal(t, http.StatusNotFound, asPerson(s, "PUT", "/api/v1/notifications/"+thing(9).String()+"/done").Code)
	require.Equal(t, http.StatusNoContent, asPerson(s, "PUT", "/api/v1/notification-mutes/reconnect").Code)
	require.Equal(t, http.StatusNoContent, asPerson(s, "DELETE", "/api/v1/notification-mutes/reconnect").Code)
}

func TestTheInboxPage(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	says(t, words(t, s, "/inbox"), "2 organizations need a customer", "1 of them has a likely customer to confirm.", "To do 1", "Organization mapping", "1 type is muted")
	says(t, words(t, s, "/inbox?state=done"), "NinjaOne must be connected again", "Marked as done", "Open again")
	require.Contains(t, browse(s, "GET", "/customers", "owner", nil).Body.String(), `aria-label="1 open item"`, "the navigation counts")
	w := browse(s, "POST", "/inbox/"+thing(51).String()+"/done", "owner", url.Values{})
	require.Equal(t, "/inbox", w.Header().Get("Location"))
	w = browse(s, "POST", "/inbox/"+thing(9).String()+"/done", "owner", url.Values{})
	require.Equal(t, http.StatusNotFound, w.Code)
}
