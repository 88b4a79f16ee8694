package http

import (
	"context"
	"net/http"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// returning are sessions of people who were here two days ago.
type returning struct{ fakeSessions }

func (r returning) Identify(ctx context.Context, secret api.Secret) (api.Identity, error) {
	who, err := r.fakeSessions.Identify(ctx, secret)
	who.LookedUntil = new(noon.AddDate(0, 0, -2))
	return who, err
}

// pastRuns are runs that ended, the newest first.
type pastRuns struct {
	fakeRuns
	all   []api.Run
	asked api.RunFilter
}

func (f *pastRuns) List(_ context.Context, _ api.Scope, filter api.RunFilter, l api.List) (api.Answer[api.Page[api.Run]], error) {
	if filter.EndedAfter.IsZero() {
		return answerOf(api.Page[api.Run]{}), nil
	}
	f.asked = filter
	page := api.Page[api.Run]{Items: f.all[:min(l.Limit, len(f.all))]}
	if len(f.all) > l.Limit {
		page.Next = []string{"more"}
	}
	return answerOf(page), nil
}

// ran is a run of an hour, with what it changed.
func ran(hour int, state string, counts event.SyncCounts) api.Run {
	ended := noon.Add(-time.Duration(hour) * time.Hour)
	return api.Run{ID: thing(100 + hour), Connection: api.Ref{ID: thing(5), Name: hostile}, State: state, StartedAt: ended, EndedAt: &ended, Counts: counts}
}

// The inbox says what syncs changed since the person looked, each number with what it counts,
// and leads to the differences and to the log from that moment on.
func TestTheInboxTellsWhatChangedSinceOneLooked(t *testing.T) {
	t.Parallel()
	failed := ran(2, "failed", event.SyncCounts{})
	failed.Message = "NinjaOne did not answer."
	runs := &pastRuns{all: []api.Run{
		ran(1, "completed", event.SyncCounts{Found: 400, Created: 3, Changed: 1200, Missing: 1}), failed,
		ran(3, "completed", event.SyncCounts{Found: 400, Unchanged: 400, PresenceChanged: 9}),
	}}
	s := newServer(t, func(_ *Config, v *Services) { v.Sessions, v.Runs = returning{}, runs })
	text := words(t, s, "/inbox")
	says(t, text, "Since you last looked · 2 days ago", "· 3 assets created , 1,200 updated , 1 missing", "Failed", "NinjaOne did not answer.", "1 more sync changed no asset.")
	require.NotContains(t, text, "older ones")
	require.Equal(t, api.RunFilter{EndedAfter: noon.AddDate(0, 0, -2), Bare: true}, runs.asked)
	body := browse(s, "GET", "/inbox", "owner", nil).Body.String()
	says(t, body, `href="/sync-runs/`+thing(101).String()+`?kind=changed"`, `href="/compare?from=2026-03-01T12%3A00%3A00Z"`, `href="/audit?since=2026-03-01T12%3A00%3A00Z"`)
	require.Regexp(t, `created</a>,\s+<a [^>]*>1,200 updated</a>,\s+<a [^>]*>1 missing</a>`, body)
	says(t, words(t, s, "/compare"), "Since you last looked yesterday")
	require.NotContains(t, words(t, s, "/inbox?state=done"), "Since you last looked", "it stands beside what is to do")

	for hour := range 10 {
		runs.all = append(runs.all, ran(4+hour, "completed", event.SyncCounts{Created: 1}))
	}
	says(t, words(t, s, "/inbox"), "There are older ones.")
	runs.all = runs.all[2:3]
	says(t, words(t, s, "/inbox"), "1 sync has ended since and changed no asset.")
	for range 300 {
		runs.all = append(runs.all, runs.all[0])
	}
	says(t, words(t, s, "/inbox"), "The newest 200 syncs changed no asset. There are older ones.")
	runs.all = nil
	says(t, words(t, s, "/inbox"), "No sync has ended since.")
	require.NotContains(t, words(t, newServer(t), "/inbox"), "Since you last looked", "of a first visit there is nothing to tell")
}

// Programs ask for the runs that ended later, too.
func TestRunsAreAskedByWhenTheyEnded(t *testing.T) {
	t.Parallel()
	runs := &pastRuns{all: []api.Run{ran(1, "completed", event.SyncCounts{})}}
	s := newServer(t, func(_ *Config, v *Services) { v.Runs = runs })
	require.Equal(t, http.StatusOK, asPerson(s, "GET", "/api/v1/sync-runs?ended_after=2026-03-01T12:00:00Z").Code)
	require.Equal(t, api.RunFilter{EndedAfter: noon.AddDate(0, 0, -2)}, runs.asked)
	refused := asPerson(s, "GET", "/api/v1/sync-runs?ended_after=yesterday")
	require.Equal(t, http.StatusBadRequest, refused.Code)
	require.Contains(t, refused.Body.String(), "ended_after")
}
