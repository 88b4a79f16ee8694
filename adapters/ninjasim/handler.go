package ninjasim

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"coresync/adapters/ninjasim/fault"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/ninjasim/wire"
)

// Handler serves the authorization server, the API under its three prefixes
// and the control routes.
func (s *Sim) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sw := &statusWriter{ResponseWriter: w}
		path := canonical(r.URL.Path)
		if !strings.HasPrefix(path, "/sim/") {
			defer func() {
				s.log.add(Request{Method: r.Method, Path: r.URL.Path, Query: cleanQuery(r.URL), Status: sw.status})
			}()
		}
		w.Header().Set("Server", "Grizzly")
		w.Header().Set("x-nj-request-id", s.nextID())
		if path != r.URL.Path {
			r = rerouted(r, path)
		}
		s.mux.ServeHTTP(sw, r)
	})
}

// canonical maps the prefixes that reach the same API onto one: /api/v2 and
// /ws/api/v2 onto /v2, /oauth onto /ws/oauth.
func canonical(path string) string {
	for _, p := range []string{"/ws/api/v2/", "/api/v2/"} {
		if rest, ok := strings.CutPrefix(path, p); ok {
			return "/v2/" + rest
		}
	}
	if strings.HasPrefix(path, "/oauth/") {
		return "/ws" + path
	}
	return path
}

// rerouted gives the request another path. It is a copy, since handlers must not
// change the request that they were given.
func rerouted(r *http.Request, path string) *http.Request {
	c := r.Clone(r.Context())
	c.URL.Path, c.URL.RawPath = path, ""
	return c
}

// nextID numbers requests.
func (s *Sim) nextID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counter++
	return "sim-" + strconv.FormatUint(s.counter, 16)
}

// incident makes the id of an application error.
func (s *Sim) incident() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counter++
	return oauth.Incident(s.world.Now().Unix(), s.counter)
}

// writer gives an empty writer; pages are large, so memory is used again.
func (s *Sim) writer() *wire.Writer {
	w, ok := s.writers.Get().(*wire.Writer)
	if !ok {
		w = new(wire.Writer)
	}
	w.Reset()
	return w
}

// call is one request to the API on its way.
type call struct {
	*Sim
	w     http.ResponseWriter
	r     *http.Request
	q     url.Values
	fired fault.Fired
	grant *oauth.Grant
	out   *wire.Writer

	status int // of a good answer, 200 unless set
}

// endpoint serves a call. What it wrote to out is sent when it returns nil;
// a problem is sent instead.
type endpoint func(c *call) *oauth.Problem

// api wraps an endpoint with what all of them share: latency, rate limit,
// faults, authentication, scope.
func (s *Sim) api(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &call{Sim: s, w: w, r: r, q: r.URL.Query(), out: s.writer()}
		defer s.writers.Put(c.out)
		c.fired = s.faults.Request(r.URL.Path, c.beginsListing())
		if !c.wait(s.cfg.Latency) || c.slowed() {
			return
		}
		if s.pace.exceeded() {
			htmlRateLimit(w, http.StatusTooManyRequests)
			return
		}
		if c.strikeBefore() {
			return
		}
		p := c.authorize()
		if p == nil {
			p = e(c)
		}
		if p != nil {
			p.Write(w)
			return
		}
		c.send()
	}
}

// beginsListing says whether the request asks for the first page of a listing.
func (c *call) beginsListing() bool {
	after := c.q.Get("after")
	return (after == "" || after == "0") && c.q.Get("cursor") == ""
}

// authorize checks token and scope: reading needs monitoring, all else
// management.
func (c *call) authorize() *oauth.Problem {
	g, p := c.oauth.Check(c.r)
	if p != nil {
		return p
	}
	c.grant = g
	scope := oauth.ScopeManagement
	if c.r.Method == http.MethodGet {
		scope = oauth.ScopeMonitoring
	}
	_, refused := c.fired[fault.MissingScope]
	if refused || !g.Has(scope) {
		return c.failure(http.StatusForbidden, "HTTP 403 Forbidden")
	}
	return nil
}

// failure makes an application error with an incident id of its own. It takes
// the lock: no caller may hold it.
func (c *call) failure(status int, message string) *oauth.Problem {
	return oauth.Failure(status, message, c.incident())
}

// wait pauses; it says false when the client has gone.
func (c *call) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-c.r.Context().Done():
		return false
	}
}

// send answers with what was written.
func (c *call) send() {
	h := c.w.Header()
	body := c.out.Bytes()
	if len(body) > 0 {
		h.Set("Content-Type", "application/json")
	}
	if arg, ok := c.fired[fault.Truncated]; ok {
		c.truncate(body, arg == "abort")
		return
	}
	if c.status == 0 {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	} else {
		c.w.WriteHeader(c.status)
	}
	// The only error here is a client that has gone.
	_, _ = c.w.Write(body)
}

// spoiled says that the answer won't arrive whole, so that state which a
// client could not follow must not move.
func (c *call) spoiled() bool {
	_, ok := c.fired[fault.Truncated]
	return ok
}

// pathID reads the {id} of a route.
func (c *call) pathID(name string) (int, *oauth.Problem) {
	id, err := strconv.Atoi(c.r.PathValue(name))
	if err != nil {
		return 0, c.failure(http.StatusNotFound, "HTTP 404 Not Found")
	}
	return id, nil
}
