package http

import (
	"context"
	"net/http"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/openapi"
	"coresync/http/permission"

	"github.com/gorilla/mux"
)

// handler answers a request or returns the error, which is answered in one place.
type handler func(w http.ResponseWriter, r *request) error

// signedIn stands in the table for "any token will do".
const signedIn permission.Permission = "signed-in"

// open stands in the table for "anybody": who is not signed in yet, too.
const open permission.Permission = "open"

// route is one row of the table of routes.
type route struct {
	operation string // of the description
	method    string
	path      string
	needs     permission.Permission // signedIn: any; open: none
	offered   bool                  // false: this process has no such service
	kind      routeKind
	handle    handler
}

// routeKind says what limits hold for a route.
type routeKind uint8

const (
	plain  routeKind = iota
	upload           // a large body, ten times the time
	stream           // no limit of time
)

// request is an HTTP request of an identity, with its parameters checked.
type request struct {
	*http.Request
	server    *Server
	operation *openapi.Operation
	who       api.Identity
	vars      map[string]string
}

// endpoint is a route's handler: who is it, may he, is it well formed, then the work.
func (s *Server) endpoint(rt route, op *openapi.Operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recordOf(r.Context()).operation = rt.operation
		if rt.kind != stream {
			limit := s.config.RequestLimit
			if rt.kind == upload {
				limit = s.longest()
			}
			bound(w, limit)
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			r = r.WithContext(ctx)
		}
		req := &request{Request: r, server: s, operation: op, vars: mux.Vars(r)}
		if err := s.answer(w, req, rt); err != nil {
			s.fail(w, r, err)
		}
	})
}

// bound keeps a client from holding a connection by sending or reading slowly. The
// answer has some time more than the work, so that it can say that the work took
// too long. A recorder in a test has no deadlines; every connection has.
func bound(w http.ResponseWriter, limit time.Duration) {
	control, now := http.NewResponseController(w), time.Now()
	_ = control.SetReadDeadline(now.Add(limit))
	_ = control.SetWriteDeadline(now.Add(limit + 10*time.Second))
}

// answer checks in an order that tells a stranger nothing: first who, then what.
func (s *Server) answer(w http.ResponseWriter, r *request, rt route) error {
	if rt.needs != open {
		who, err := s.identify(r.Request)
		if err != nil {
			return err
		}
		r.who = who
		rec := recordOf(r.Context())
		rec.tenant, rec.actor = who.Tenant, who.Actor
		if err := readByLink(who, rt); err != nil {
			return err
		}
		if rt.needs != signedIn && !who.Permissions.Has(rt.needs) {
			return missing(rt.needs)
		}
	}
	if !rt.offered {
		return errNotOffered
	}
	limit := s.config.BodyLimit
	if rt.kind == upload {
		limit = s.config.UploadLimit
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if err := domain.Invalid(r.operation.CheckParameters(r.Request, r.vars)); err != nil {
		return err
	}
	if err := r.awaitPosition(); err != nil {
		return err
	}
	return rt.handle(w, r)
}

// withLimit is the context of one step that may not take longer than d.
func (r *request) withLimit(d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), d)
}
