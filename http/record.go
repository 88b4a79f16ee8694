package http

import (
	"context"
	"net/http"

	"coresync/http/problem"

	"github.com/google/uuid"
)

// record is what becomes known about a request while it is answered: for the
// access log, the metrics and the problem document. One goroutine writes it.
type record struct {
	id        uuid.UUID
	operation string // of the description, or "none"
	tenant    uuid.UUID
	actor     string
	code      string // of the problem answered
	status    int
	bytes     int64
	show      func(problem.Problem) // answers with a page; nil: not asked for one
}

type recordKey struct{}

// recordOf is the record of the request of a context. A request that did not come
// through withRecord has an empty one of its own.
func recordOf(ctx context.Context) *record {
	if rec, ok := ctx.Value(recordKey{}).(*record); ok {
		return rec
	}
	return &record{operation: noOperation}
}

// noOperation labels requests that no route took.
const noOperation = "none"

// withRecord gives the request its id: that of the header X-Request-Id where it is
// a UUID, so that a caller can find his request in our log, or a new one.
func (s *Server) withRecord(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := uuid.Parse(r.Header.Get("X-Request-Id"))
		if err != nil || id == uuid.Nil {
			id = uuid.Must(uuid.NewV7()) // fails only where the system has no randomness
		}
		rec := &record{id: id, operation: noOperation}
		w.Header().Set("X-Request-Id", id.String())
		watch := &watcher{ResponseWriter: w, record: rec}
		next.ServeHTTP(watch, r.WithContext(context.WithValue(r.Context(), recordKey{}, rec)))
	})
}

// watcher notes status and size of an answer.
type watcher struct {
	http.ResponseWriter
	record *record
}

// WriteHeader notes the first final status.
func (w *watcher) WriteHeader(status int) {
	if w.record.status == 0 && status >= 200 {
		w.record.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts what goes over the wire.
func (w *watcher) Write(p []byte) (int, error) {
	if w.record.status == 0 {
		w.record.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.record.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what is below.
func (w *watcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }
