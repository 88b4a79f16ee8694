package http

import (
	"context"
	"net/url"
	"testing"
	"time"

	"coresync/http/api"

	"github.com/goccy/go-json"
	"github.com/stretchr/testify/require"
)

// doorEvents is a log of who came in, and of an asset.
type doorEvents struct {
	asked    []api.EventFilter
	searched int64
}

func (f *doorEvents) List(_ context.Context, _ api.Scope, filter api.EventFilter, _ api.List) (api.Answer[api.EventPage], error) {
	f.asked = append(f.asked, filter)
	cause := thing(1)
	page := api.EventPage{SearchedTo: f.searched}
	if f.searched > 0 {
		page.Next = []string{"4711"}
		return answerOf(page), nil
	}
	page.Items = []api.Event{
		{
			Position: 10, ID: thing(2), Type: "FieldSet", Stream: "asset/" + thing(4).String(), Version: 3, SchemaVersion: 1, RecordedAt: noon, OccurredAt: noon,
			Actor: "user:" + thing(1).String(), CorrelationID: thing(9), CausationID: &cause, Payload: json.RawMessage(`{"value":"<b>"}`), LeafHash: "0a0b",
			Told: []api.ToldPart{{Text: "LAP <b>", Kind: "asset", ID: thing(4)}, {Text: ": name set by hand to “<i>”"}}, Sentence: "LAP <b>: name set by hand",
		},
		{
			Position: 9, ID: thing(3), Type: "ContactRecorded", Stream: "contact/" + thing(5).String(), RecordedAt: noon, OccurredAt: noon, Actor: "door",
			Payload: json.RawMessage(`{"name":{"$s":"x","k":1,"c":"AA=="},"email":null}`),
			Told:    []api.ToldPart{{Text: "A person (00000000)", Kind: "user", ID: thing(1)}, {Text: " signed in by password"}},
		},
	}
	if filter.From == filter.To && filter.From == 9 {
		page.Items = page.Items[1:]
	}
	return answerOf(page), nil
}

func auditServer(t *testing.T, log *doorEvents) *Server {
	return newServer(t, func(_ *Config, has *Services) { has.Events = log })
}

// The page tells what happened in sentences whose things are links, and is narrowed by its
// address, in the words of the API; days are the workspace's.
func TestTheAuditPageIsNarrowedByItsAddress(t *testing.T) {
	t.Parallel()
	log := &doorEvents{}
	s := auditServer(t, log)
	q := url.Values{
		"type": {"FieldSet"}, "about": {"asset/" + thing(4).String()}, "actor": {"poller"}, "run": {thing(6).String()}, "correlation_id": {thing(7).String()},
		"stream_prefix": {"asset/"}, "since": {"2026-03-01"}, "until": {"2026-03-02"}, "from": {"3"}, "to": {"90"},
	}
	page := browse(s, "GET", "/audit?"+q.Encode(), "observer", nil).Body.String()
	require.Equal(t, api.EventFilter{
		Types: []string{"FieldSet"}, About: "asset/" + thing(4).String(), Actor: "poller", Run: thing(6), Correlation: thing(7), StreamPrefix: "asset/", From: 3, To: 90,
		Since: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 3, 2, 23, 59, 59, 999999000, time.UTC), Tell: true, Open: true,
	}, log.asked[0])
	require.Contains(t, page, `href="/assets/`+thing(4).String()+`"`)
	require.NotContains(t, page, "LAP <b>")
	says(t, words(t, s, "/audit?"+q.Encode()), "Kind is", "Field set", "Who is", "A sync", "First day is", "2026-03-01", "Last day is", "remove this filter", "set by hand to", "signed in by password", "nobody: not let in")
	says(t, words(t, s, "/audit?since=tomorrow&run=x"), "“tomorrow” is no day", "“x” is no id")
}

// Where no index helps the page says how far it looked, and goes on from there.
func TestTheAuditPageSaysHowFarItLooked(t *testing.T) {
	t.Parallel()
	s := auditServer(t, &doorEvents{searched: 4711})
	says(t, words(t, s, "/audit?actor=door"), "Nothing so far", "Positions down to 4,711 were looked through", "Go on from there")
}

// An event has an address of its own, with all that it holds, escaped, and what is sealed said to be.
func TestAnEventHasAPage(t *testing.T) {
	t.Parallel()
	s := auditServer(t, &doorEvents{})
	page := browse(s, "GET", "/audit/events/10", "observer", nil).Body.String()
	require.Contains(t, page, "/audit?correlation_id="+thing(9).String())
	require.Contains(t, page, "/audit?event_id="+thing(1).String()+"&amp;to=9")
	require.Contains(t, page, "0a0b")
	require.Contains(t, page, "&#34;value&#34;: &#34;&lt;b&gt;&#34;")
	require.NotContains(t, page, "<b>")
	says(t, words(t, s, "/audit/events/9"), "Name: of what is personal the log holds cipher text alone", "Contact recorded")
	require.Equal(t, 404, browse(s, "GET", "/audit/events/x", "observer", nil).Code)
}

// The ready-made filters are kinds of events, and one that is on is the present one.
func TestTheAuditPageHasReadyMadeFilters(t *testing.T) {
	t.Parallel()
	log := &doorEvents{}
	s := auditServer(t, log)
	says(t, words(t, s, "/audit"), "Everything", "Sign-ins, people and API tokens", "Failed sign-ins", "Connections", "Syncs")
	require.Contains(t, browse(s, "GET", "/audit?type=SignInFailed", "observer", nil).Body.String(), `aria-current="page"`)
	require.Equal(t, []string{"SignInFailed"}, log.asked[1].Types)
}
