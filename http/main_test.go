package http

import (
	"testing"

	"go.uber.org/goleak"
)

// No test may leave a goroutine behind. Connections of the default client are kept
// for the next request on purpose.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}
