package http

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// A campaign: rows with keep or revoke, progress, sign-off, and an export (screen 5.15).
func TestReviewsArePages(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	open, signed := "/access/reviews/"+thing(51).String(), "/access/reviews/"+thing(52).String()
	says(t, words(t, s, "/access/reviews"), "Q4 technicians", "Overdue", "1 of 2 decided", "Signed off", "Open a review", "Technicians")
	says(t, words(t, s, open), "All 2", "Undecided 1", "Keep 1", "Revoke 0", "Jane Doe", "Helpdesk", "Administrator", "Still so", "It can be signed off once every row is decided",
		"Keep the selected", "Revoke the selected", "as of log position 4,700")
	says(t, words(t, s, open+"?verdict=revoke"), "Nothing matches")
	says(t, words(t, s, signed), "Log position 4,710", "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", "1 kept, 1 revoked", "Ask for what is revoked")
	require.NotContains(t, browse(s, "GET", open, "observer", nil).Body.String(), "Keep the selected")

	w := browse(s, "POST", "/access/reviews", "owner", url.Values{"name": {"Q1"}, "scope": {"all"}, "due_at": {"2126-03-31"}})
	require.Equal(t, 303, w.Code, w.Body)
	require.Equal(t, open, w.Header().Get("Location"))
	for _, d := range []url.Values{{"scope": {"all"}}, {"name": {"x"}, "due_at": {"soon"}}} {
		require.Equal(t, 422, browse(s, "POST", "/access/reviews", "owner", d).Code)
	}
	w = browse(s, "POST", open+"/decisions", "owner", url.Values{"row": {thing(61).String(), thing(62).String()}, "verdict": {"keep"}, "next": {open + "?verdict=undecided"}})
	require.Equal(t, 303, w.Code, w.Body)
	require.Equal(t, open+"?verdict=undecided", w.Header().Get("Location"))
	w = browse(s, "POST", open+"/decisions", "owner", url.Values{"one": {"revoke:" + thing(62).String()}})
	require.Equal(t, 303, w.Code, w.Body)
	for _, verb := range []string{"/decisions", "/sign-off", "/cancel", "/revoke"} {
		require.Equal(t, 303, browse(s, "POST", open+verb, "owner", url.Values{"version": {"3"}}).Code, verb)
		require.Equal(t, 403, browse(s, "POST", open+verb, "observer", nil).Code, verb)
	}
	file := browse(s, "GET", signed+"/export", "observer", nil)
	require.Equal(t, 200, file.Code)
	require.Contains(t, file.Header().Get("Content-Disposition"), "access-review.csv")
	require.Equal(t, 404, browse(s, "GET", "/access/reviews/"+thing(9).String(), "owner", nil).Code)
}
