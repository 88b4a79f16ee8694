// Command pgserve runs a command with CORESYNC_TEST_DATABASE_URL set to a fresh PostgreSQL server, so that all test
// binaries of one `go test` share a server instead of starting one each:
//
//	pgserve -- go test ./...
//
// Where the variable is set already, that server is used. The exit status is the command's.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"coresync/adapters/postgres/pgtest"
)

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: pgserve -- COMMAND [ARGUMENT]...")
		os.Exit(2)
	}
	code, err := run(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "pgserve: %v\n", err)
		os.Exit(1)
	}
	os.Exit(code)
}

func run(args []string) (int, error) {
	// The server is stopped after the command, which is asked to end first.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 30 * time.Second
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if os.Getenv(pgtest.EnvURL) == "" {
		server, err := pgtest.Launch(ctx, false)
		if err != nil {
			return 0, err
		}
		defer func() {
			if err := server.Close(); err != nil {
				fmt.Fprintf(os.Stderr, "pgserve: %v\n", err)
			}
		}()
		cmd.Env = append(os.Environ(), pgtest.EnvURL+"="+server.ExternalURL("postgres"))
	}
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil // -1 is death by a signal
	}
	return 0, err
}
