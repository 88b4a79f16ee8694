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
	return watched(s, w, r, func(ctx context.Context, yield func(api.Progress) error) error {
		return s.services.Runs.Watch(ctx, scope, id, yield)
	})
}

// watchProjections streams how long work on read models goes on, as the list shows it:
// "progress" with each change, "end" when nothing goes on any more.
func (s *Server) watchProjections(w http.ResponseWriter, r *request) error {
	if r.Method == http.MethodHead {
		w.Header().Set("Content-Type", "text/event-stream")
		return nil
	}
	return watched(s, w, r, func(ctx context.Context, yield func(projections) error) error {
		return s.services.Projections.Watch(ctx, r.mine(), func(all []api.Projection) error {
			return yield(projections{Items: fullProjections(all)})
		})
	})
}

// watched streams what a watch yields, until it ends.
func watched[T any](s *Server, w http.ResponseWriter, r *request, watch func(ctx context.Context, yield func(T) error) error) error {
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	steps := make(chan T)
	ended := make(chan error, 1)
	go func() {
		ended <- watch(ctx, func(p T) error {
			select {
			case steps <- p:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
	}()
	err := streamed(s, w, r, steps, ended)
	cancel(errStreamEnds)
	return err
}

// streamed writes until the watch has ended, the client has left, or the server ends.
// Once the first byte is out an error can only be logged.
func streamed[T any](s *Server, w http.ResponseWriter, r *request, steps <-chan T, ended <-chan error) error {
	out, err := newEventStream(w)
	if err != nil {
		return err
	}
	s.metrics.streams.Inc()
	defer s.metrics.streams.Dec()
	beat := time.NewTicker(s.config.Heartbeat)
	defer beat.Stop()
	var last *T
	for {
		select {
		case p := <-steps:
			last = &p
			err = out.event("progress", p)
		case <-beat.C:
			err = out.heartbeat()
		case watchErr := <-ended:
			return finish(s, r, out, last, watchErr)
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

func finish[T any](s *Server, r *request, out *eventStream, last *T, err error) error {
	if err != nil {
		s.config.Log.ErrorContext(r.Context(), "an event stream broke off",
			"request_id", recordOf(r.Context()).id, "path", r.URL.Path, "error", err)
		return nil // without "end" the client connects again
	}
	_ = out.event("end", last) // an error means that the client is gone
	return nil
}
