package jobs_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// The shared database server of the test binary outlives its tests. Started with
// the environment of a victim, the binary is a worker that waits to be killed.
func TestMain(m *testing.M) {
	if url := os.Getenv(victimEnv); url != "" {
		victim(url)
	}
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("os/exec.(*Cmd).Wait"))
}
