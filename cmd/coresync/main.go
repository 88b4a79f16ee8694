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
)

// version is set by the linker, see the Makefile.
var version = "development"

// roomy is memory that is never touched, so it takes none of the machine's, but the
// collector counts it: it runs when this much garbage has gathered, not each time
// when a small heap has doubled. Projecting took 30 % less of the processor.
const roomy = 64 << 20

func main() {
	room := make([]byte, roomy)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, cli.Version{Number: version},
		cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Args[1:])
	stop()
	runtime.KeepAlive(room)
	os.Exit(code)
}
