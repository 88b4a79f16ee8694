package projections

import (
	"fmt"
	"runtime/debug"
)

// beside runs f on another goroutine. The function that it returns waits for its end,
// and panics where f did: who recovers from a batch recovers from all of it.
func beside(f func()) (wait func()) {
	var fault any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if p := recover(); p != nil {
				fault = fmt.Sprintf("%v\n%s", p, debug.Stack())
			}
		}()
		f()
	}()
	return func() {
		<-done
		if fault != nil {
			panic(fault)
		}
	}
}
