package http

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// smallest is the length below which compressing costs more than it saves: one
// packet carries it anyway.
const smallest = 1400

// withCompression compresses answers of text for clients that take gzip. Event
// streams are left alone, since they must not wait for a full block.
func withCompression(next http.Handler) http.Handler {
	writers := &sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // only a wrong level is an error
		return w
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if !takesGzip(r.Header.Get("Accept-Encoding")) || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		c := &compressor{ResponseWriter: w, writers: writers}
		next.ServeHTTP(c, r)
		c.finish() // not after a panic: then what was held back must not go out
	})
}

// takesGzip reads Accept-Encoding as far as it matters: gzip named and not refused.
func takesGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" {
			q := strings.ReplaceAll(quality, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

// compressor holds the beginning of an answer back until it knows whether there
// will be enough of it.
type compressor struct {
	http.ResponseWriter
	writers *sync.Pool
	status  int
	held    []byte
	decided bool
	gzip    *gzip.Writer // nil: plain
}

// WriteHeader keeps the status until the decision.
func (c *compressor) WriteHeader(status int) {
	if status < 200 {
		c.ResponseWriter.WriteHeader(status)
		return
	}
	if c.status == 0 {
		c.status = status
	}
	if !c.eligible() {
		c.decide(false)
	}
}

// Write compresses, passes on, or holds back.
func (c *compressor) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	if !c.decided {
		if len(c.held)+len(p) < smallest {
			c.held = append(c.held, p...)
			return len(p), nil
		}
		if err := c.decide(true); err != nil {
			return 0, err
		}
	}
	if c.gzip != nil {
		return c.gzip.Write(p)
	}
	return c.ResponseWriter.Write(p)
}

// eligible tells whether the type of the answer is worth compressing.
func (c *compressor) eligible() bool {
	h := c.Header()
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	switch {
	case h.Get("Content-Encoding") != "" || c.status == http.StatusNoContent || c.status == http.StatusNotModified:
		return false
	case kind == "text/event-stream":
		return false
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "yaml") || strings.HasSuffix(kind, "javascript")
}

// decide sends the header and what was held back.
func (c *compressor) decide(compress bool) error {
	if c.decided {
		return nil
	}
	c.decided = true
	if compress {
		c.Header().Set("Content-Encoding", "gzip")
		c.Header().Del("Content-Length")
		c.gzip = c.writers.Get().(*gzip.Writer) // the pool holds nothing else
		c.gzip.Reset(c.ResponseWriter)
	}
	c.ResponseWriter.WriteHeader(c.status)
	held := c.held
	c.held = nil
	var err error
	switch {
	case len(held) == 0:
	case c.gzip != nil:
		_, err = c.gzip.Write(held)
	default:
		_, err = c.ResponseWriter.Write(held)
	}
	return err
}

// finish sends what is left. Errors mean that the client is gone: nobody is left to tell.
func (c *compressor) finish() {
	if c.status != 0 {
		_ = c.decide(false)
	}
	if c.gzip != nil {
		_ = c.gzip.Close()
		c.gzip.Reset(nil)
		c.writers.Put(c.gzip)
	}
}

// Unwrap lets http.ResponseController reach what is below.
func (c *compressor) Unwrap() http.ResponseWriter { return c.ResponseWriter }
