// Command ninjasim serves a simulated NinjaOne tenant: OAuth, the API under
// /v2, /api/v2 and /ws/api/v2, and control routes under /sim/.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"coresync/adapters/ninjasim"
)

// Exit codes.
const (
	exitFailure = 1
	exitUsage   = 2
)

// shutdownTime is how long requests under way may take after a signal.
const shutdownTime = 5 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Getenv))
}

// run is main with its surroundings handed in.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, getenv func(string) string) int {
	o, err := parse(args, stdout, getenv)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "ninjasim: %v\nSee ninjasim --help.\n", err)
		return exitUsage
	}
	if err := serve(ctx, o, stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "ninjasim: %v\n", err)
		return exitFailure
	}
	return 0
}

// serve answers until the context ends.
func serve(ctx context.Context, o options, stdout, stderr io.Writer) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if a, ok := ln.Addr().(*net.TCPAddr); ok && !a.IP.IsLoopback() {
		fmt.Fprintln(stderr, "ninjasim: listening beyond this machine; whoever reaches the port may use the control routes")
	}
	sim := ninjasim.New(o.config)
	srv := &http.Server{Handler: sim.Handler(), ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintf(stdout, "ninjasim listening on http://%s\n", ln.Addr())
	fmt.Fprintf(stdout, "client id %s, %d devices, %d organizations, simulated time %s\n", o.clientID(),
		o.devices(), len(sim.Organizations()), sim.Now().Format(time.RFC3339))
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	if err := srv.Shutdown(end); err != nil {
		return fmt.Errorf("shut down: %w", errors.Join(err, srv.Close()))
	}
	fmt.Fprintln(stderr, "ninjasim: stopped")
	return nil
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(v string) error { *l = append(*l, v); return nil }
