package web

import (
	"fmt"
	"runtime/debug"
)

// beside begins fn while a page goes on with other questions, and gives what waits for its error.
// A panic of fn becomes one of the request that waits, so that it ends no other; its value says
// where it was, since the stack of who waits does not.
func beside(fn func() error) (wait func() error) {
	var err error
	var panicked string
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if reason := recover(); reason != nil {
				panicked = fmt.Sprintf("%v\n%s", reason, debug.Stack())
			}
		}()
		err = fn()
	}()
	return func() error {
		<-done
		if panicked != "" {
			panic(panicked)
		}
		return err
	}
}
