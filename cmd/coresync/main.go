// Command coresync turns polls of NinjaOne into an immutable log and the log into
// read models; see coresync --help.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"coresync/cmd/internal/cli"
	"coresync/cmd/internal/memory"
)

// version is set by the linker, see the Makefile.
var version = "development"

func main() {
	room := memory.Settle()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, cli.Version{Number: version},
		cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Args[1:])
	stop()
	runtime.KeepAlive(room)
	os.Exit(code)
}
