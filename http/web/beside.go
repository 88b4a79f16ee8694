package web

// beside begins fn while a page goes on with other questions, and gives what waits for its error.
// A panic of fn becomes one of the request that waits, so that it ends no other.
func beside(fn func() error) (wait func() error) {
	var err error
	var panicked any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { panicked = recover() }()
		err = fn()
	}()
	return func() error {
		<-done
		if panicked != nil {
			panic(panicked)
		}
		return err
	}
}
