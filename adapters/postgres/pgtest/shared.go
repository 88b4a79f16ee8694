package pgtest

import (
	"context"
	"errors"
	"os"
	"sync"

	"coresync/adapters/postgres/cluster"

	"go.uber.org/goleak"
)

// shared is the one server of this test binary. It is the only state of the package; a binary's tests can't hand a
// server to each other in any other way.
var shared struct {
	sync.Mutex
	server *Instance
	err    error
}

// sharedURL names the server for databases of tests that didn't ask for their own.
func sharedURL(ctx context.Context) (string, error) {
	if given := os.Getenv(EnvURL); given != "" {
		return given, nil
	}
	shared.Lock()
	defer shared.Unlock()
	if shared.err != nil {
		return "", shared.err // every further test would fail in the same way, only more slowly
	}
	if shared.server == nil {
		server, err := Launch(ctx, false)
		if err != nil {
			shared.err = errors.Join(errors.New("start the server of this test binary"), err)
			return "", shared.err
		}
		shared.server = server
	}
	return shared.server.ExternalURL(cluster.Superuser), nil
}

// IgnoreServer is for goleak: the server of the test binary runs until the binary ends, and so do the two goroutines
// that wait for it.
func IgnoreServer() goleak.Option {
	return goleak.IgnoreAnyFunction("os/exec.(*Cmd).Wait")
}

// keepServer keeps the data directory of the shared server after the test binary has ended.
func keepServer() {
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		shared.server.keep()
	}
}
