package http

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
)

// errPanic stands for a panic; its stack is in the log.
var errPanic = errors.New("a panic while answering")

// withRecovery turns a panic into a 500 and its stack into a line of the log.
func (s *Server) withRecovery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			reason := recover()
			if reason == nil {
				return
			}
			if err, ok := reason.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(reason) // net/http ends the connection without a word
			}
			rec := recordOf(r.Context())
			s.config.Log.ErrorContext(r.Context(), "panic while answering a request",
				"request_id", rec.id, "operation", rec.operation, "panic", fmt.Sprint(reason), "stack", string(debug.Stack()))
			if rec.status != 0 {
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			}
			s.writeProblem(w, r, s.problemOf(errPanic))
		}()
		next.ServeHTTP(w, r)
	})
}
