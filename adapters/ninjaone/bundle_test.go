package ninjaone

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Secrets of the tests; none of them may be in any log or error.
const (
	testSecret  = "s3cr3t-cl13nt+value"
	testAccess  = "access-token-value"
	testRefresh = "refresh-token-value"
	testCode    = "authorization-code-value"
)

// clock is a time that moves only when somebody sleeps or a test says so.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newClock() *clock {
	return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
}

func (k *clock) Now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now
}

func (k *clock) advance(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now = k.now.Add(d)
}

func (k *clock) Sleep(ctx context.Context, d time.Duration) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now = k.now.Add(d)
	k.slept = append(k.slept, d)
	return context.Cause(ctx)
}

func (k *clock) sleeps() []time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]time.Duration(nil), k.slept...)
}

// request is what the test server was asked.
type request struct {
	method, path, query, auth string
	form                      map[string][]string
}

// testBundle is a NinjaOne made of handlers, and a client that talks to it.
type testBundle struct {
	*Client
	t     *testing.T
	clock *clock
	log   *bytes.Buffer
	cfg   Config

	mu       sync.Mutex
	requests []request
	issued   int
	token    func(w http.ResponseWriter, form map[string][]string)
	api      func(w http.ResponseWriter, r *http.Request)
}

// setup starts a server whose token endpoint issues tokens, and whose API is what
// api says; change adjusts the settings.
func setup(t *testing.T, api http.HandlerFunc, change ...func(*Config)) *testBundle {
	t.Helper()
	b := &testBundle{t: t, clock: newClock(), log: &bytes.Buffer{}, api: api}
	b.token = b.issue
	srv := httptest.NewServer(http.HandlerFunc(b.serve))
	t.Cleanup(srv.Close)
	b.cfg = Config{
		BaseURL: srv.URL, AllowLoopback: true, ClientID: "client-1",
		Secret: StaticSecret(testSecret), Grant: ClientCredentials,
		Now: b.clock.Now, Sleep: b.clock.Sleep, Jitter: func() float64 { return 0.5 },
		Log: slog.New(slog.NewTextHandler(&lockedWriter{b: b}, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range change {
		f(&b.cfg)
	}
	c, err := New(b.cfg)
	require.NoError(t, err)
	b.Client = c
	t.Cleanup(func() {
		c.Close()
		for _, secret := range []string{testSecret, testAccess, testRefresh, testCode} {
			require.NotContains(t, b.logged(), secret, "a secret in the log")
		}
	})
	return b
}

// lockedWriter writes the log under the bundle's lock.
type lockedWriter struct{ b *testBundle }

func (w *lockedWriter) Write(p []byte) (int, error) {
	w.b.mu.Lock()
	defer w.b.mu.Unlock()
	return w.b.log.Write(p)
}

func (b *testBundle) logged() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.String()
}

func (b *testBundle) serve(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	b.mu.Lock()
	b.requests = append(b.requests, request{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Authorization"), r.PostForm})
	b.mu.Unlock()
	if r.URL.Path == tokenPath {
		b.token(w, r.PostForm)
		return
	}
	b.api(w, r)
}

// issue answers a token request with numbered tokens.
func (b *testBundle) issue(w http.ResponseWriter, form map[string][]string) {
	b.mu.Lock()
	b.issued++
	n := b.issued
	b.mu.Unlock()
	answer := map[string]any{
		"access_token": fmt.Sprintf("%s-%d", testAccess, n), "expires_in": 3600,
		"scope": strings.Join(form["scope"], " "), "token_type": "Bearer",
	}
	if form["grant_type"][0] != "client_credentials" {
		answer["refresh_token"] = fmt.Sprintf("%s-%d", testRefresh, n)
		answer["scope"] = "monitoring offline_access"
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// asked returns the requests to one path, token requests included.
func (b *testBundle) asked(path string) []request {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []request
	for _, r := range b.requests {
		if r.path == path {
			out = append(out, r)
		}
	}
	return out
}

// say answers with a status and a body.
func say(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if strings.HasPrefix(strings.TrimSpace(body), "<") {
			w.Header().Set("Content-Type", "text/html")
		} else {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// inTurn answers each request with the next handler, and the last one for ever.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	n := -1
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		n = min(n+1, len(handlers)-1)
		h := handlers[n]
		mu.Unlock()
		h(w, r)
	}
}

// read ranges over a listing and copies what it gives.
type listed struct {
	ids      []int64
	rows     []string
	pages    []Page
	rejected []RejectedRow
	err      error
}

func read(seq func(func(*Page, error) bool)) listed {
	var l listed
	for p, err := range seq {
		if err != nil {
			l.err = err
			return l
		}
		for _, r := range p.Rows {
			l.ids = append(l.ids, r.ID)
			l.rows = append(l.rows, string(r.Raw))
		}
		l.rejected = append(l.rejected, p.Rejected...)
		l.pages = append(l.pages, Page{Call: p.Call, Index: p.Index, After: p.After, Cursor: p.Cursor, Last: p.Last,
			Unordered: p.Unordered, LastActivityID: p.LastActivityID, URL: p.URL, Bytes: p.Bytes})
	}
	return l
}
