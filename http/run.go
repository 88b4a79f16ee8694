package http

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Run serves the listener's connections until the context ends. Then it takes no
// new ones, tells event streams to end, lets requests finish for DrainLimit, and
// closes what is left. It returns nil after such an end.
//
// It may be called once. The listener is closed when it returns.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       s.longest() + 10*time.Second,
		WriteTimeout:      s.longest() + 20*time.Second, // longer than the handler, so that it can say that it was too slow
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve HTTP on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	close(s.ending)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.DrainLimit)
	defer cancel()
	err := server.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		s.config.Log.Warn("requests were cut off: they went on after the drain limit", "limit", s.config.DrainLimit)
		err = server.Close()
	}
	<-failed // http.ErrServerClosed
	if err != nil {
		return fmt.Errorf("end HTTP on %s: %w", listener.Addr(), err)
	}
	return nil
}

// longest is how long the slowest kind of request may take: an upload.
func (s *Server) longest() time.Duration { return 10 * s.config.RequestLimit }
