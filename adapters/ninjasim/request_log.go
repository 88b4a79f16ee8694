package ninjasim

import (
	"net/http"
	"net/url"
	"sync"
)

// Request is one request that was served.
type Request struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Query  string `json:"query"` // secrets blotted out
	Status int    `json:"status"`
}

// requestLog keeps the newest requests.
type requestLog struct {
	mu   sync.Mutex
	rows []Request
}

const keptRequests = 10_000

// add keeps a request. The list is cut to half at twice its length, so that a
// long test pays for it seldom.
func (l *requestLog) add(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rows) >= 2*keptRequests {
		l.rows = append(l.rows[:0], l.rows[keptRequests:]...)
	}
	l.rows = append(l.rows, r)
}

// list gives the newest requests, oldest first.
func (l *requestLog) list() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Request(nil), l.rows[max(0, len(l.rows)-keptRequests):]...)
}

// clear forgets all requests.
func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rows = nil
}

// secretParameters must not be kept, wherever a client put them.
var secretParameters = []string{"client_secret", "code", "code_verifier", "refresh_token", "access_token", "token", "state"}

// cleanQuery gives a query as the client wrote it, so that a test can tell %20
// from +; only one that carries a secret is written anew.
func cleanQuery(u *url.URL) string {
	if u.RawQuery == "" {
		return ""
	}
	q, found := u.Query(), false
	for _, k := range secretParameters {
		if q.Has(k) {
			q.Set(k, "-")
			found = true
		}
	}
	if !found {
		return u.RawQuery
	}
	return q.Encode()
}

// statusWriter notes the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the first status, which is the one that counts.
func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implies 200, as net/http does.
func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
