package app_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres/cluster"
	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/app"
	"coresync/cmd/internal/settings"
	"coresync/eventstore/storetest"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// database makes one with all schemas, the job queue's included.
func database(t *testing.T) *pgtest.DB {
	t.Helper()
	db := pgtest.New(t)
	_, err := app.Migrate(t.Context(), settingsOf(db, t.TempDir()), quiet())
	require.NoError(t, err)
	return db
}

// open opens the program on a database and a data folder; what it logs goes to log.
func open(t *testing.T, db *pgtest.DB, dir string, log io.Writer) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), settingsOf(db, dir), slog.New(slog.NewTextHandler(log, nil)))
	require.NoError(t, err)
	return a
}

func settingsOf(db *pgtest.DB, dir string) settings.Settings {
	return settings.Settings{DatabaseURL: db.URL, Data: dir, KeyFile: filepath.Join(dir, "master.key"), Zone: time.UTC}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// said is what a program logged, so far.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// record appends n customers, each by itself.
func record(t *testing.T, a *app.App, tenant uuid.UUID, from, to int) {
	t.Helper()
	for n := from; n < to; n++ {
		_, err := a.Store.Append(t.Context(), storetest.Write(tenant, storetest.Customer(n)))
		require.NoError(t, err)
	}
}

// program is the path of one of PostgreSQL's programs.
func program(t *testing.T, name string) string {
	t.Helper()
	binaries, err := cluster.Find(t.Context())
	require.NoError(t, err)
	return filepath.Join(binaries.Dir, name)
}

func dump(t *testing.T, db *pgtest.DB) []byte {
	t.Helper()
	out, err := exec.Command(program(t, "pg_dump"), "--format=custom", "--no-owner", db.URL).Output()
	require.NoError(t, err)
	return out
}

// restore makes a database of a dump.
func restore(t *testing.T, dump []byte) *pgtest.DB {
	t.Helper()
	db := pgtest.New(t, pgtest.Empty())
	cmd := exec.Command(program(t, "pg_restore"), "--no-owner", "--exit-on-error", "--dbname="+db.URL)
	cmd.Stdin = bytes.NewReader(dump)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return db
}

// served is a program that serves, with a token of its owner.
type served struct {
	t     *testing.T
	url   string
	token string
	stop  func()
}

func serve(t *testing.T, a *app.App, tenant uuid.UUID) *served {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return serveOn(t, a, tenant, listener)
}

func serveOn(t *testing.T, a *app.App, tenant uuid.UUID, listener net.Listener) *served {
	t.Helper()
	token, err := a.Services().Tokens.Create(t.Context(), tenant, "test", api.TokenDraft{Name: "test", Role: permission.Owner})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- a.Serve(ctx, app.ServeOptions{Listener: listener, Ready: func() { close(ready) }})
	}()
	<-ready
	s := &served{t: t, url: "http://" + listener.Addr().String(), token: token.Secret}
	s.stop = func() {
		cancel()
		require.NoError(t, <-ended)
	}
	return s
}

// get asks and returns status, headers and body.
func (s *served) get(path string) (status int, header http.Header, body string) {
	s.t.Helper()
	return s.ask(http.MethodGet, path)
}

// send asks for a change without a body.
func (s *served) send(method, path string) (status int, body string) {
	s.t.Helper()
	status, _, body = s.ask(method, path)
	return status, body
}

func (s *served) ask(method, path string) (status int, header http.Header, body string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, nil)
	require.NoError(s.t, err)
	request.Header.Set("Authorization", "Bearer "+s.token)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(s.t, err)
	defer func() { _ = answer.Body.Close() }() // read to its end
	raw, err := io.ReadAll(answer.Body)
	require.NoError(s.t, err)
	return answer.StatusCode, answer.Header, string(raw)
}
