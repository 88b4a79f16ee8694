package http

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// The header leads to a page as it was: a banner says so, and nothing can be changed.
func TestAPageAsOfAnotherMoment(t *testing.T) {
	t.Parallel()
	assets := fakeAssets()
	s := newServer(t, func(_ *Config, has *Services) { has.Assets = assets })
	w := browse(s, "GET", "/as-of?"+url.Values{"at": {"2026-03-03T09:00"}, "to": {"/assets?category=Mac"}, "rules": {"now"}}.Encode(), "owner", nil)
	require.Equal(t, "/assets?as_of=2026-03-03T09%3A00%3A00Z&as_of_rules=now&category=Mac", w.Header().Get("Location"))
	require.Equal(t, "/", browse(s, "GET", "/as-of?at=4711&to=//evil.example", "owner", nil).Header().Get("Location")[:1])
	require.Equal(t, 400, browse(s, "GET", "/as-of?at=tomorrow", "owner", nil).Code)
	require.Equal(t, 400, browse(s, "GET", "/as-of?at=2999-01-01", "owner", nil).Code)

	text := words(t, s, "/assets?as_of=2026-03-03T09%3A00%3A00Z")
	says(t, text, "You are looking at 3 March 2026, 09:00 UTC , under the rules of then. Nothing can be changed here.", "Back to now")
	require.Equal(t, 9, assets.scopes[0].AsOf.Time.Hour())
	says(t, words(t, s, "/settings/profile?as_of=4711"), "This page is always of now. Others are of position 4,711")
	require.NotContains(t, words(t, s, "/assets"), "Back to now")
}

// What a page of the past shows beside its list, and what it exports, is of the past, too.
func TestAPageOfThePastShowsNothingOfNow(t *testing.T) {
	t.Parallel()
	assets := fakeAssets()
	id := "/assets/" + thing(402).String()
	files := &fakeExports{}
	s := newServer(t, func(_ *Config, has *Services) { has.Assets, has.Exports = assets, files })
	browse(s, "GET", "/assets/export?format=csv&as_of=4000", "owner", nil)
	require.EqualValues(t, 4000, files.scopes[0].AsOf.Position)
	// The dots of a timeline alone are of now: they lead on from the past to later states.
	for path, ofNow := range map[string]int{"/assets?": 0, id + "?": 1, "/assets/duplicates?": 0} {
		before := len(assets.scopes)
		w := browse(s, "GET", path+"as_of=4000", "owner", nil)
		require.Equal(t, 200, w.Code, w.Body)
		require.Greater(t, len(assets.scopes), before, path)
		for _, scope := range assets.scopes[before:] {
			if scope.AsOf == nil {
				ofNow--
				continue
			}
			require.EqualValues(t, 4000, scope.AsOf.Position, path)
		}
		require.Zero(t, ofNow, path)
	}
}

func TestWhyAFieldIsSo(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	id := thing(402).String()
	require.Contains(t, browse(s, "GET", "/assets/"+id, "owner", nil).Body.String(), `hx-get="/assets/`+id+`/why/`)
	says(t, words(t, s, "/assets/"+id+"/why/serial_number"), "Value", "Event", "Rule", "Offered, too")
	customer := words(t, s, "/assets/"+id+"/why/customer")
	says(t, customer, "Why is the customer so?", acme().Name, "MAP-01: a person mapped the organization")
	require.NotContains(t, customer, acme().ID.String(), "people know it by its name")
	for _, field := range []string{"customer", "bios_serial_number", "last_user", "first_seen_at"} {
		require.Contains(t, browse(s, "GET", "/assets/"+id, "owner", nil).Body.String(), `/why/`+field+`"`)
	}
}
