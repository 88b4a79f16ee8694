package http

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// serve runs a server on a port of its own; stop ends it, done gives Run's answer.
func serve(t *testing.T, s *Server) (url string, stop context.CancelFunc, done <-chan error) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, listener) }()
	t.Cleanup(stop)
	return "http://" + listener.Addr().String(), stop, ended
}

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { require.NoError(t, answer.Body.Close()) }()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(body)
}

func TestTheServerLetsRequestsFinishBeforeItEnds(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	s := with(t, func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-release
		_, _ = io.WriteString(w, "finished")
	})
	url, stop, done := serve(t, s)
	body := make(chan string, 1)
	go func() {
		_, text := fetch(t, url+"/test")
		body <- text
	}()
	<-arrived
	stop()
	<-s.ending
	require.Equal(t, http.StatusServiceUnavailable, visit(s, "/readyz").Code, "a balancer should send nothing new")
	close(release)
	require.Equal(t, "finished", <-body)
	require.NoError(t, <-done)
}

func TestTheServerCutsOffWhatNeverEnds(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	s := with(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	}, func(c *Config, _ *Services) { c.DrainLimit = time.Millisecond })
	url, stop, done := serve(t, s)
	go func() {
		r, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, url+"/test", nil)
		if err == nil {
			if answer, err := http.DefaultClient.Do(r); err == nil {
				_ = answer.Body.Close()
			}
		}
	}()
	<-arrived
	stop()
	require.NoError(t, <-done)
}

func TestReadyMeansThatEveryProbeHolds(t *testing.T) {
	t.Parallel()
	ask := func(probes ...api.Probe) (int, string) {
		w := visit(newServer(t, func(_ *Config, has *Services) { has.Ready = probes }), "/readyz")
		return w.Code, w.Body.String()
	}
	probe := func(name string, err error) api.Probe {
		return api.Probe{Name: name, Check: func(context.Context) error { return err }}
	}
	lag := func(behind time.Duration) api.Probe {
		return api.LagProbe(time.Minute, func(context.Context) (time.Duration, error) { return behind, nil })
	}
	status, body := ask(probe("database", nil), lag(time.Minute))
	require.Equal(t, http.StatusOK, status)
	require.JSONEq(t, `{"status": "ready", "checks": [
		{"name": "database", "ok": true}, {"name": "projections", "ok": true}, {"name": "serving", "ok": true}]}`, body)
	status, body = ask(probe("database", errors.New("user coresync: wrong password")), probe("schema", nil), lag(time.Minute+1))
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.JSONEq(t, `{"status": "not_ready", "checks": [
		{"name": "database", "ok": false}, {"name": "schema", "ok": true},
		{"name": "projections", "ok": false}, {"name": "serving", "ok": true}]}`, body)
	status, body = ask()
	require.Equal(t, http.StatusOK, status, body)
}

func TestHealthAsksNobody(t *testing.T) {
	t.Parallel()
	w := visit(newServer(t, func(_ *Config, has *Services) { *has = Services{} }), "/healthz")
	require.Equal(t, http.StatusOK, w.Code)
	require.JSONEq(t, `{"status": "ok"}`, w.Body.String())
}

func TestWrongSettingsAreReportedTogether(t *testing.T) {
	t.Parallel()
	_, err := NewServer(Config{BodyLimit: -1, Heartbeat: -1}, Services{})
	require.ErrorContains(t, err, "BodyLimit is negative")
	require.ErrorContains(t, err, "Heartbeat is negative")
}

// A request that takes too long is told so; the work behind it is ended.
func TestARequestHasALimitOfTime(t *testing.T) {
	t.Parallel()
	h := only(t, func(c *Config, has *Services) { c.RequestLimit, has.Search = time.Millisecond, slowSearch{} })
	scenario{path: "/api/v1/search?q=x", status: 503, code: "timeout", want: map[string]string{"Retry-After": "1"}}.run(t, h)
}

// slowSearch searches until it is told to stop, as a database does.
type slowSearch struct{}

func (slowSearch) Search(ctx context.Context, _ api.Scope, _ string, _ []string, _ int) (api.Answer[[]api.Hit], error) {
	<-ctx.Done()
	return api.Answer[[]api.Hit]{}, fmt.Errorf("search: %w", ctx.Err())
}

// Who has left gets no answer, and nobody is alarmed.
func TestAClientThatLeavesIsNoError(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := newServer(t, func(c *Config, has *Services) {
		c.Log, has.Search = slog.New(slog.NewTextHandler(&log, nil)), slowSearch{}
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/search?q=x", nil)
	r.Header.Set("Authorization", "Bearer owner")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	require.Empty(t, w.Body.String())
	require.Contains(t, log.String(), "status=499")
	require.NotContains(t, log.String(), "level=ERROR")
}
