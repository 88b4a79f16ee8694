package http

import (
	"log/slog"
	"net/http"
)

// withAccessLog writes one line a request. It holds no query, no address and no
// name: those may be secret or personal. Paths are named by their operation, and
// the token's owner by an id.
func (s *Server) withAccessLog(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.config.Now()
		defer func() {
			rec := recordOf(r.Context())
			attrs := []slog.Attr{
				slog.String("request_id", rec.id.String()),
				slog.String("method", method(r)),
				slog.String("operation", rec.operation),
				slog.Int("status", rec.status),
				slog.Int64("bytes", rec.bytes),
				slog.Duration("took", s.config.Now().Sub(start)),
			}
			if rec.actor != "" {
				attrs = append(attrs, slog.String("tenant", rec.tenant.String()), slog.String("actor", rec.actor))
			}
			if rec.code != "" {
				attrs = append(attrs, slog.String("code", rec.code))
			}
			s.config.Log.LogAttrs(r.Context(), levelOf(rec.operation), "request", attrs...)
		}()
		next.ServeHTTP(w, r)
	})
}

// levelOf keeps what machines ask every few seconds from drowning the rest.
func levelOf(operation string) slog.Level {
	switch operation {
	case "healthz", "readyz", "metrics":
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// method keeps what a client may invent out of log and metrics.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}
