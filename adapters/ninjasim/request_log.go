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

func (l *requestLog) add(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rows) >= 2*keptRequests {
		l.rows = append(l.rows[:0], l.rows[keptRequests:]...)
	}
	l.rows = append(l.rows, r)
}

func (l *requestLog) list() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Request(nil), l.rows[max(0, len(l.rows)-keptRequests):]...)
}

func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rows = nil
}

// secretParameters must not be kept, wherever a client put them.
var secretParameters = []string{"client_secret", "code", "code_verifier", "refresh_token", "access_token", "token", "state"}

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

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
