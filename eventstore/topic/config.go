package topic

import (
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Backoff is the pause before a message is delivered again: First, then twice as
// long each time, at most Max.
type Backoff struct {
	First time.Duration // defaults to 100 ms
	Max   time.Duration // defaults to 30 s
}

// after returns the pause after the nth failure in a row, from 1.
func (b Backoff) after(failures int) time.Duration {
	pause := b.First
	for i := 1; i < failures && pause < b.Max; i++ {
		pause *= 2
	}
	return min(pause, b.Max)
}

// Config says how a subscriber of one consumer works.
type Config struct {
	// Consumer names the group: its checkpoints are found by this name.
	Consumer string
	// BatchSize is the most events of one range; defaults to 500. An event
	// subscriber takes one at a time whatever it says.
	BatchSize int
	// AckTimeout bounds a handler. When it has passed, the transaction is rolled
	// back even if the handler still runs; defaults to 30 s. It must be shorter
	// than the server's idle_in_transaction_session_timeout (60 s).
	AckTimeout time.Duration
	// CloseTimeout is how long Close lets a handler finish; defaults to 10 s.
	CloseTimeout time.Duration
	// Backoff is the pause after a nack, an error or a late ack.
	Backoff Backoff
	// BusyRetry is how soon a checkpoint is tried again that another process
	// holds; defaults to 100 ms, and grows to ten times that.
	BusyRetry time.Duration
	// Linger is how long a range waits for more events while there are fewer than
	// BatchSize: for consumers that nobody waits for, and for whom a transaction a
	// second costs less than one an append. Defaults to 0: at once.
	Linger time.Duration
	// Calm is how long the next range waits for more events, from the end of one whose
	// events were all Ignored, see Report: for consumers that read few of the types.
	// One that is full does not wait. Defaults to 0: at once.
	Calm time.Duration
	// AsyncCommit does not wait for the disk. It suits consumers whose whole
	// effect is in this database: after a crash of the server, effect and
	// checkpoint are lost together and made again together.
	AsyncCommit bool
	// OnError is told of everything that went wrong, after it was logged.
	OnError func(error)
	Logger  *slog.Logger // defaults to slog.Default()
}

func (c *Config) setDefaults() {
	setDefault(&c.BatchSize, 500)
	setDefault(&c.AckTimeout, 30*time.Second)
	setDefault(&c.CloseTimeout, 10*time.Second)
	setDefault(&c.Backoff.First, 100*time.Millisecond)
	setDefault(&c.Backoff.Max, 30*time.Second)
	setDefault(&c.BusyRetry, 100*time.Millisecond)
	if c.OnError == nil {
		c.OnError = func(error) {}
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// validate reports all faults at once.
func (c *Config) validate() error {
	var faults []error
	if c.Consumer == "" {
		faults = append(faults, errors.New("the consumer has no name"))
	}
	if c.BatchSize < 1 {
		faults = append(faults, fmt.Errorf("BatchSize is %d, the least is 1", c.BatchSize))
	}
	for name, d := range map[string]time.Duration{"AckTimeout": c.AckTimeout, "CloseTimeout": c.CloseTimeout,
		"Backoff.First": c.Backoff.First, "Backoff.Max": c.Backoff.Max, "BusyRetry": c.BusyRetry, "Linger": c.Linger, "Calm": c.Calm} {
		if d < 0 {
			faults = append(faults, fmt.Errorf("%s is negative: %s", name, d))
		}
	}
	return errors.Join(faults...)
}
