package e2e

import (
	"testing"
	"time"
)

// await asks until the condition holds, and fails the test where it does not in time.
func await(t testing.TB, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	over, again := time.NewTimer(limit), time.NewTicker(20*time.Millisecond)
	defer over.Stop()
	defer again.Stop()
	for !holds() {
		select {
		case <-again.C:
		case <-over.C:
			t.Fatalf("after %s still not: %s", limit, what)
		}
	}
}

// patience is for what takes a moment on a quiet machine: the tests run beside others.
const patience = time.Minute
