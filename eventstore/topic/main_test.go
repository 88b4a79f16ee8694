package topic_test

import (
	"testing"

	"go.uber.org/goleak"
)

// The shared database server of the test binary outlives its tests.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("os/exec.(*Cmd).Wait"))
}
