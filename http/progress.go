package http

import (
	"context"
	"errors"
	"net/http"
	"time"

	"coresync/http/api"
)

// errStreamEnds is the cause with which a watch is ended when the server ends.
var errStreamEnds = errors.New("the server ends")

// watchRun streams the progress of a run as server-sent events: "progress" with
// each change, "end" with the last one. Whoever connects again begins with the
// present state, so nothing is lost by a broken connection.
func (s *Server) watchRun(w http.ResponseWriter, r *request) error {
	scope, id := api.Scope{Tenant: r.who.Tenant}, r.pathID()
	// An unknown run must be a 404, so it is looked for before the stream begins.
	if _, err := s.services.Runs.Get(r.Context(), scope, id); err != nil {
		return err
	}
	if r.Method == http.MethodHead {
		w.Header().Set("Content-Type", "text/event-stream")
		return nil
	}
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	steps := make(chan api.Progress)
	ended := make(chan error, 1)
	go func() {
		ended <- s.services.Runs.Watch(ctx, scope, id, func(p api.Progress) error {
			select {
			case steps <- p:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
	}()
	err := s.stream(w, r, steps, ended)
	cancel(errStreamEnds)
	return err
}

// stream writes until the watch has ended, the client has left, or the server ends.
// Once the first byte is out an error can only be logged.
func (s *Server) stream(w http.ResponseWriter, r *request, steps <-chan api.Progress, ended <-chan error) error {
	out, err := newEventStream(w)
	if err != nil {
		return err
	}
	s.metrics.streams.Inc()
	defer s.metrics.streams.Dec()
	beat := time.NewTicker(s.config.Heartbeat)
	defer beat.Stop()
	var last *api.Progress
	for {
		select {
		case p := <-steps:
			last = &p
			err = out.event("progress", p)
		case <-beat.C:
			err = out.heartbeat()
		case watchErr := <-ended:
			return s.finish(r, out, last, watchErr)
		case <-s.ending:
			return nil // the client connects again, to another process
		case <-r.Context().Done():
			return nil
		}
		if err != nil {
			return nil //nolint:nilerr // the client is gone
		}
	}
}

func (s *Server) finish(r *request, out *eventStream, last *api.Progress, err error) error {
	if err != nil {
		s.config.Log.ErrorContext(r.Context(), "progress of a run broke off",
			"request_id", recordOf(r.Context()).id, "run", r.pathID(), "error", err)
		return nil // without "end" the client connects again
	}
	_ = out.event("end", last) // an error means that the client is gone
	return nil
}
