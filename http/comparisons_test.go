package http

import (
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestComparisonsOverHTTP(t *testing.T) {
	t.Parallel()
	fake := &fakeComparisons{}
	s := newServer(t, func(_ *Config, has *Services) { has.Comparisons = fake })
	play(t, checked(t, s), []scenario{
		{name: "assets", path: "/api/v1/comparisons/assets?from=4000&to=2026-03-03T11:00:00Z&rules=now&kind=changed&field=name&limit=2", status: 200},
		{name: "organizations until now", path: "/api/v1/comparisons/organizations?from=4000", status: 200},
		{name: "no moment", path: "/api/v1/comparisons/assets", status: 400},
		{name: "a moment to come", path: "/api/v1/comparisons/assets?from=2999-01-01T00:00:00Z", status: 400},
		{name: "something else", path: "/api/v1/comparisons/people?from=4000", status: 400},
	})
	w := browse(s, "GET", "/api/v1/comparisons/assets?from=4000&to=4500&rules=7&kind=went", "owner", nil)
	require.Equal(t, 200, w.Code, w.Body)
	require.Equal(t, api.CompareQuery{Of: "assets", Kinds: []string{"went"}, From: api.Moment{Position: 4000, Rules: "7"}, To: &api.Moment{Position: 4500, Rules: "7"}}, fake.asked)
}

// The page compares what its address says, links to both moments, and gives a file.
func TestThePageThatComparesTwoMoments(t *testing.T) {
	t.Parallel()
	fake, files := &fakeComparisons{}, &fakeExports{}
	s := newServer(t, func(_ *Config, has *Services) { has.Comparisons, has.Exports = fake, files })
	says(t, words(t, s, "/compare"), "Compare two moments", "Since yesterday a week ago")
	require.Contains(t, browse(s, "GET", "/assets?as_of=4000", "owner", nil).Body.String(), `href="/compare?from=4000">Compare with now`)

	text := words(t, s, "/compare?from=4000")
	says(t, text, "Came 1", "Went 1", "Changed 1", "LAPTOP-1", "name before: PC</td> now: LAPTOP-1", "position 4,000, rules 6", "as it was")
	require.Nil(t, fake.asked.To)
	body := browse(s, "GET", "/compare?from=4000", "owner", nil).Body.String()
	require.Contains(t, body, `href="/assets/`+thing(403).String()+`"`, "what came is to be seen now")
	require.Contains(t, body, `href="/assets/`+thing(404).String()+`?as_of=4000"`, "what went is to be seen as it was")

	words(t, s, "/compare?"+url.Values{"of": {"mappings"}, "from": {"2026-03-01 08:00"}, "to": {"2026-03-02"}, "rules": {"now"}}.Encode())
	require.Equal(t, "mappings", fake.asked.Of)
	require.Equal(t, 8, fake.asked.From.Time.Hour())
	require.Equal(t, api.RulesOfNow, fake.asked.To.Rules)
	w := browse(s, "GET", "/compare?from=tomorrow", "owner", nil)
	require.Equal(t, 400, w.Code)
	require.Contains(t, w.Body.String(), "Give a time that has passed")
	require.Contains(t, w.Body.String(), `value="tomorrow"`)

	w = browse(s, "GET", "/compare/export?format=csv&from=4000&to=2026-03-02&kind=came&field=name&rules=now&of=mappings", "owner", nil)
	require.Equal(t, 200, w.Code, w.Body)
	require.Equal(t, api.ExportAsk{Table: "comparison", Format: "csv", Query: url.Values{
		"of": {"mappings"}, "from": {"4000"}, "to": {"2026-03-02T00:00:00Z"}, "kind": {"came"}, "field": {"name"}, "rules": {"now"},
	}}, files.asked[0])
	require.Equal(t, 400, browse(s, "GET", "/compare/export?format=csv", "owner", nil).Code)
}
