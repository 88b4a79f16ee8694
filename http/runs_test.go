package http

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestSYN_05_RunsShowTheirNumbers(t *testing.T) {
	t.Parallel()
	one := "/api/v1/sync-runs/" + thing(60).String()
	play(t, only(t), []scenario{
		{name: "list", path: "/api/v1/sync-runs?connection=" + thing(5).String() + "&state=held", token: "member", status: 200},
		{name: "one", path: one, status: 200, golden: "run.json"},
		{name: "changes", path: one + "/changes?kind=moved&kind=presence", status: 200, golden: "run_changes.json"},
		{name: "organizations", path: one + "/organizations?q=acme&sort=-devices", token: "member", status: 200, golden: "run_organizations.json"},
		{name: "strange order", path: one + "/organizations?sort=colour", status: 400, code: "invalid"},
		{name: "log", path: one + "/log", token: "member", status: 200, golden: "run_log.json"},
		{name: "unknown", path: "/api/v1/sync-runs/" + thing(9).String(), status: 404, code: "run_not_found"},
		{name: "ask for the head of a stream", method: "HEAD", path: one + "/progress", status: 200, want: map[string]string{"Content-Type": "text/event-stream"}},
		{name: "watch unknown", path: "/api/v1/sync-runs/" + thing(9).String() + "/progress", status: 404, code: "run_not_found"},
	})
}

func TestWhatARunChangesIsReleasedDiscardedAndUndone(t *testing.T) {
	t.Parallel()
	runs := &fakeRuns{}
	h := only(t, func(_ *Config, has *Services) { has.Runs = runs })
	one := "/api/v1/sync-runs/" + thing(60).String()
	for _, sc := range []scenario{
		{path: one + "/changes?kind=moved&thing=device&organization=7&field=organizationId&id=device:402", status: 200},
		{path: one + "/changes?kind=strange", status: 400, code: "invalid"},
		{path: one + "/change-groups", token: "member", status: 200, golden: "run_groups.json"},
		{method: "POST", path: one + "/release", status: 202, want: map[string]string{"Location": one}},
		{method: "POST", path: one + "/release", body: `{"only": {"organizations": [7], "kinds": ["missing"], "changes": ["device:402"]}}`, status: 202},
		{method: "POST", path: one + "/release", body: `{"only": {}}`, status: 400, code: "invalid"},
		{method: "POST", path: one + "/release", body: `{"only": {"organization": 7}}`, status: 400, code: "invalid"},
		{method: "POST", path: one + "/release", token: "technician", status: 403, code: "permission_missing"},
		{method: "POST", path: one + "/discard", status: 200},
		{method: "POST", path: one + "/cancel", status: 200},
		{method: "POST", path: one + "/undo", body: `{"preview": true}`, status: 200, golden: "run_undone.json"},
		{method: "POST", path: one + "/undo", status: 200},
	} {
		sc.run(t, h)
	}
	require.Equal(t, []api.ChangeFilter{
		{Kinds: []string{"moved"}, Things: []string{"device"}, Changes: []string{"device:402"}, Organizations: []int64{7}, Field: "organizationId"},
		{},
		{Organizations: []int64{7}, Kinds: []string{"missing"}, Changes: []string{"device:402"}},
	}, runs.filters)
	require.Equal(t, []bool{true, false}, runs.undos)
}

// watch opens the stream of the run over a real connection.
func watch(t *testing.T, url string) (*http.Response, *bufio.Reader) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/v1/sync-runs/"+thing(60).String()+"/progress", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer member")
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = answer.Body.Close() })
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Equal(t, "text/event-stream", answer.Header.Get("Content-Type"))
	require.Empty(t, answer.Header.Get("Content-Encoding"), "a stream is not compressed")
	return answer, bufio.NewReader(answer.Body)
}

// block reads one block of the stream that is no heartbeat.
func block(t *testing.T, from *bufio.Reader) string {
	t.Helper()
	var b strings.Builder
	for {
		line, err := from.ReadString('\n')
		require.NoError(t, err)
		if line != "\n" {
			b.WriteString(line)
			continue
		}
		if text := b.String(); !strings.HasPrefix(text, ":") {
			return text
		}
		b.Reset()
	}
}

func progress(done int, state string) api.Progress {
	return api.Progress{Run: thing(60), State: state, Step: "devices", Done: done, Total: 400, At: noon}
}

func TestProgressIsStreamedToItsEnd(t *testing.T) {
	t.Parallel()
	runs := &fakeRuns{steps: make(chan api.Progress)}
	url, _, _ := serve(t, newServer(t, func(_ *Config, has *Services) { has.Runs = runs }))
	_, stream := watch(t, url)
	require.Equal(t, "retry: 2000\n", block(t, stream))
	runs.steps <- progress(100, "running")
	require.Equal(t, `event: progress`+"\n"+`data: {"run":"01935d52-0000-7000-8000-10000000003c","state":"running","step":"devices",`+
		`"done":100,"total":400,"at":"2026-03-03T12:00:00Z"}`+"\n", block(t, stream))
	runs.steps <- progress(400, "completed")
	require.Contains(t, block(t, stream), `"state":"completed"`)
	close(runs.steps)
	end := block(t, stream)
	require.Contains(t, end, "event: end\n")
	require.Contains(t, end, `"state":"completed"`)
	_, err := stream.ReadByte()
	require.Error(t, err, "the server closes the stream")
}

func TestAnIdleStreamSaysThatItLives(t *testing.T) {
	t.Parallel()
	runs := &fakeRuns{steps: make(chan api.Progress)}
	url, _, _ := serve(t, newServer(t, func(c *Config, has *Services) { c.Heartbeat, has.Runs = time.Millisecond, runs }))
	_, stream := watch(t, url)
	require.Equal(t, "retry: 2000\n", block(t, stream))
	for range 3 {
		line, err := stream.ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, ": still here\n", line)
		_, err = stream.ReadString('\n')
		require.NoError(t, err)
	}
}

func TestStreamsEndWithTheServerAndWithTheClient(t *testing.T) {
	t.Parallel()
	gone := make(chan error, 1)
	runs := &noticingRuns{fakeRuns: fakeRuns{steps: make(chan api.Progress)}, ended: gone}
	url, stop, done := serve(t, newServer(t, func(_ *Config, has *Services) { has.Runs = runs }))
	answer, stream := watch(t, url)
	block(t, stream)
	require.NoError(t, answer.Body.Close())
	require.Error(t, <-gone, "the client left")
	_, stream = watch(t, url)
	block(t, stream)
	stop()
	require.NoError(t, <-done)
	require.ErrorIs(t, <-gone, errStreamEnds)
	_, err := stream.ReadByte()
	require.Error(t, err)
}

// noticingRuns tells with which error its watch ended.
type noticingRuns struct {
	fakeRuns
	ended chan error
}

func (f *noticingRuns) Watch(ctx context.Context, s api.Scope, id uuid.UUID, yield func(api.Progress) error) error {
	err := f.fakeRuns.Watch(ctx, s, id, yield)
	f.ended <- err
	return err
}

func TestAStreamThatBreaksOffHasNoEnd(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	runs := &fakeRuns{steps: make(chan api.Progress), fail: errors.New("listen: connection reset by 10.0.0.7")}
	close(runs.steps)
	s := newServer(t, func(c *Config, has *Services) {
		has.Runs, c.Log = runs, slog.New(slog.NewTextHandler(&log, nil))
	})
	r := httptest.NewRequest(http.MethodGet, "/api/v1/sync-runs/"+thing(60).String()+"/progress", nil)
	r.Header.Set("Authorization", "Bearer owner")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	require.Equal(t, "retry: 2000\n\n", w.Body.String())
	require.Contains(t, log.String(), "10.0.0.7")
}
