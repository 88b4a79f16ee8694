package http

import (
	"fmt"
	"net/http"

	"coresync/http/api"
	"coresync/http/openapi"
	"coresync/http/web"

	"github.com/gorilla/mux"
)

// Services is what the server asks; see package api.
type Services = api.Services

// Server answers HTTP. Make it with NewServer; it is safe for concurrent use.
type Server struct {
	config      Config
	services    Services
	description *openapi.Description
	metrics     *metrics
	router      *mux.Router
	site        *web.Site
	handler     http.Handler
	// ending is closed when the server is told to end, so that streams end, too.
	ending chan struct{}
}

// NewServer puts the routes together. It refuses settings that make no sense, all
// at once, and a route that the description doesn't know.
func NewServer(config Config, services Services) (*Server, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("settings of the HTTP server: %w", err)
	}
	config.setDefaults()
	description, err := openapi.Load()
	if err != nil {
		return nil, err
	}
	m, err := newMetrics(config.Registry)
	if err != nil {
		return nil, err
	}
	site, err := web.New(web.Config{Services: services, Now: config.Now, Log: config.Log, PublicURL: config.PublicURL})
	if err != nil {
		return nil, err
	}
	s := &Server{
		config: config, services: services, description: description, metrics: m, site: site,
		router: mux.NewRouter(), ending: make(chan struct{}),
	}
	if err := s.mount(); err != nil {
		return nil, err
	}
	s.handler = s.wrap(s.router)
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// wrap puts the middlewares around the routes; the first is the outermost.
func (s *Server) wrap(h http.Handler) http.Handler {
	layers := []func(http.Handler) http.Handler{
		s.withRecord,     // request id; what is known of the request so far
		s.withAccessLog,  // one line a request
		s.withMetrics,    // counted by operation
		withSecurity,     // headers that a browser heeds
		s.withProxy,      // who and how, behind a trusted proxy
		s.withRecovery,   // a panic is a 500
		withCompression,  // gzip
		s.withOriginGate, // cookies only from our own pages
	}
	for i := len(layers) - 1; i >= 0; i-- {
		h = layers[i](h)
	}
	return h
}

// mount makes a route of every row of the table.
func (s *Server) mount() error {
	for _, rt := range s.routes() {
		op := s.description.Operation(rt.operation)
		if op == nil {
			return fmt.Errorf("route %s %s: the description has no operation %s", rt.method, rt.path, rt.operation)
		}
		methods := []string{rt.method}
		if rt.method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		s.router.Handle(rt.path, s.endpoint(rt, op)).Methods(methods...).Name(rt.operation)
	}
	s.mountOperations()
	s.mountCallback()
	s.mountSCIM()
	s.mountPages()
	s.router.NotFoundHandler = http.HandlerFunc(s.noRoute)
	s.router.MethodNotAllowedHandler = http.HandlerFunc(s.wrongMethod)
	return nil
}
