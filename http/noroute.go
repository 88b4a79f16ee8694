package http

import (
	"net/http"
	"slices"
	"strings"

	"coresync/domain"

	"github.com/gorilla/mux"
)

// noRoute answers for a path that nothing is at.
func (s *Server) noRoute(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, &domain.Error{
		Code: domain.CodeNotFound, Reason: "route_not_found",
		Message: "There is nothing at this path. GET /api/openapi.yaml lists what there is.",
	})
}

// wrongMethod answers for a path that takes other methods, and names them.
func (s *Server) wrongMethod(w http.ResponseWriter, r *http.Request) {
	allowed := s.methodsAt(r)
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	s.fail(w, r, &domain.Error{
		Code: domain.CodeInvalid, Reason: "method_not_allowed",
		Message: "This path takes " + strings.Join(allowed, ", ") + ".",
	})
}

func (s *Server) methodsAt(r *http.Request) []string {
	var allowed []string
	_ = s.router.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error { // the function returns no error
		var match mux.RouteMatch
		if !route.Match(r, &match) && match.MatchErr == mux.ErrMethodMismatch { //nolint:errorlint // mux sets it itself
			methods, _ := route.GetMethods() // routes without methods don't mismatch
			allowed = append(allowed, methods...)
		}
		return nil
	})
	slices.Sort(allowed)
	return slices.Compact(allowed)
}
