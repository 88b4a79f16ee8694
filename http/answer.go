package http

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"coresync/http/api"
)

// stand puts into the headers which state of the read models the answer shows.
func (r *request) stand(w http.ResponseWriter, s api.Standing) {
	h := w.Header()
	h.Set("Coresync-Position", s.Position.String())
	h.Set("Coresync-Age", strconv.FormatFloat(max(0, s.Age.Seconds()), 'f', 3, 64))
	if s.Generation != "" { // the log itself has none
		h.Set("Coresync-Generation", s.Generation)
	}
	if s.Rules != "" {
		h.Set("Coresync-Rules", s.Rules)
	}
	if s.Degraded {
		h.Set("Coresync-Degraded", "true")
	}
}

// writeAnswer answers with what a query found.
func writeAnswer[T any](w http.ResponseWriter, r *request, a api.Answer[T]) error {
	r.stand(w, a.Standing)
	return r.write(w, http.StatusOK, a.Data)
}

// write encodes the whole answer before its first byte goes out, so that an error
// of encoding can still be told.
func (r *request) write(w http.ResponseWriter, status int, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode the answer of %s: %w", r.operation.ID, err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(text)+1))
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // an error means that the client is gone
	return nil
}

// tag sends the version of a thing, to come back as If-Match.
func tag(w http.ResponseWriter, version int64) {
	if version > 0 {
		tagAny(w, version)
	}
}

// tagAny tags a thing that may be at version 0: nobody has decided about it yet.
func tagAny(w http.ResponseWriter, version int64) {
	w.Header().Set("ETag", `"`+strconv.FormatInt(version, 10)+`"`)
}
