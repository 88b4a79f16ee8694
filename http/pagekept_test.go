package http

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// hiddenIn are the hidden fields of a page's form.
func hiddenIn(page string) url.Values {
	fields := url.Values{}
	for _, f := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		fields.Add(f[1], html.UnescapeString(f[2]))
	}
	return fields
}

// What somebody sent after the session had run out is kept through the sign-in, shown to
// the same person, and sent by one button; a password is not, and nobody else sees it.
func TestWhatWasTypedOutlivesTheSession(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	typed := url.Values{"name": {hostile}, "notes": {"two\nlines & more"}, "tag": {"a", "b"}, "password": {"never sent back"}}
	w := browse(s, "POST", "/assets/new?from=list", "expired", typed)
	require.Equal(t, http.StatusUnauthorized, w.Code)
	says(t, w.Body.String(), "what you typed is kept")
	require.NotContains(t, w.Body.String(), "never sent back")
	require.NotContains(t, w.Body.String(), "<script>alert")

	form := hiddenIn(w.Body.String())
	form.Set("email", "owner@example.com")
	form.Set("password", "wrong")
	w = browse(s, "POST", "/sign-in", "", form)
	require.Equal(t, http.StatusUnauthorized, w.Code, "and it survives a wrong password")
	form = hiddenIn(w.Body.String())
	form.Set("email", "owner@example.com")
	form.Set("password", "right")
	w = browse(s, "POST", "/sign-in", "", form)
	require.Equal(t, http.StatusOK, w.Code)
	require.NotEmpty(t, w.Result().Cookies())
	require.Contains(t, w.Body.String(), `action="/assets/new?from=list"`)
	require.NotContains(t, w.Body.String(), "<script>alert")
	typed.Del("password")
	require.Equal(t, typed, hiddenIn(w.Body.String()))

	form.Set("email", "observer@example.com")
	w = browse(s, "POST", "/sign-in", "", form)
	require.Equal(t, http.StatusSeeOther, w.Code, "somebody else's form is dropped")

	form.Set("email", "owner@example.com")
	form.Set("kept_path", "https://evil.example/")
	w = browse(s, "POST", "/sign-in", "", form)
	require.Equal(t, http.StatusSeeOther, w.Code, "it is sent nowhere else")
	require.Equal(t, http.StatusSeeOther, browse(s, "POST", "/assets/new", "made up", typed).Code, "nobody knows whose that is")
}
