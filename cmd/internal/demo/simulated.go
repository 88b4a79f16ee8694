// Package demo is Coresync on a simulated NinjaOne: what `coresync demo` shows to
// somebody who has no tenant at hand. Everything behind the simulator is the real
// thing.
package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"coresync/adapters/ninjasim"
)

// Simulated is a simulator that listens on this machine.
type Simulated struct {
	*ninjasim.Sim
	URL string

	server *http.Server
	served chan error
}

// shutdownTimeout is how long requests may take to finish at the end.
const shutdownTimeout = 5 * time.Second

// Simulate starts a simulator on a free port of the loopback interface.
func Simulate(cfg ninjasim.Config) (*Simulated, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the simulator: %w", err)
	}
	s := &Simulated{
		Sim: ninjasim.New(cfg), URL: "http://" + listener.Addr().String(), served: make(chan error, 1),
	}
	s.server = &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { s.served <- s.server.Serve(listener) }()
	return s, nil
}

// Close ends the simulator; its world is gone with it.
func (s *Simulated) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
