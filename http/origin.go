package http

import (
	"net/http"

	"coresync/domain"
)

// withOriginGate refuses what another site's page asks a browser to send, since a
// browser adds our cookie to it. A request with an Authorization header is let
// through: no browser adds that by itself.
func (s *Server) withOriginGate(next http.Handler) http.Handler {
	gate := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			if err := gate.Check(r); err != nil {
				s.fail(w, r, &domain.Error{
					Code: domain.CodeForbidden, Reason: "cross_origin", Cause: err,
					Message: "A page of another site sent this. Do it from Coresync's own pages, or use an API token.",
				})
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
