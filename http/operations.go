package http

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"coresync/http/api"
)

// mountOperations adds the routes beside /api/v1: they need no token, and tell
// nothing about anybody's data.
func (s *Server) mountOperations() {
	for path, route := range map[string]struct {
		name   string
		handle http.HandlerFunc
	}{
		"/healthz":          {"healthz", s.healthz},
		"/readyz":           {"readyz", s.readyz},
		"/metrics":          {"metrics", s.metrics.handler.ServeHTTP},
		"/api/openapi.yaml": {"openapi", s.openapi()},
	} {
		named := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			recordOf(r.Context()).operation = route.name
			route.handle(w, r)
		})
		s.router.Handle(path, named).Methods(http.MethodGet, http.MethodHead).Name(route.name)
	}
}

// healthz says that the process answers; whether it can work is what readyz says.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"status":"ok"}` + "\n")) // an error means that the client is gone
}

// probed is one line of the answer of readyz.
type probed struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
}

// readyz asks all probes at once and answers 503 unless all hold. The answer names
// those that don't; why stands in the log.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	results := make([]probed, len(s.services.Ready))
	var all sync.WaitGroup
	for i, probe := range s.services.Ready {
		all.Go(func() { results[i] = s.probe(ctx, probe) })
	}
	all.Wait()
	select {
	case <-s.ending: // a balancer should send nothing new
		results = append(results, probed{Name: "serving"})
	default:
		results = append(results, probed{Name: "serving", OK: true})
	}
	status, word := http.StatusOK, "ready"
	for _, p := range results {
		if !p.OK {
			status, word = http.StatusServiceUnavailable, "not_ready"
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"status": word, "checks": results}) // as in healthz
}

func (s *Server) probe(ctx context.Context, p api.Probe) probed {
	err := p.Check(ctx)
	if err != nil {
		s.config.Log.WarnContext(ctx, "not ready", "probe", p.Name, "error", err)
	}
	return probed{Name: p.Name, OK: err == nil}
}

// openapi serves the description; a client that has it is told so.
func (s *Server) openapi() http.HandlerFunc {
	sum := sha256.Sum256(s.description.YAML)
	etag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("ETag", etag)
		h.Set("Cache-Control", "public, max-age=300")
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Type", "application/yaml")
		_, _ = w.Write(s.description.YAML) // as in healthz
	}
}
