package poller

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"coresync/domain/change"
	"coresync/domain/event"
	"coresync/domain/observation"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Log is what the poller needs of the event store.
type Log interface {
	eventstore.Log
	// EachStream yields the heads of the streams whose names begin with a prefix.
	EachStream(ctx context.Context, tenant uuid.UUID, prefix string, yield func(eventstore.StreamHead) error) error
	// EachStreamSince yields those that an event behind a place in the log belongs to.
	EachStreamSince(ctx context.Context, since eventstore.Head, prefix string, yield func(eventstore.StreamHead) error) error
	// EventsAt returns events by position.
	EventsAt(ctx context.Context, tenant uuid.UUID, positions []int64) (map[int64]event.Recorded, error)
	// SnapshotsAt returns the newest observations of streams at or before a version.
	SnapshotsAt(ctx context.Context, tenant uuid.UUID, all []eventstore.StreamAt) (map[string]event.Recorded, error)
	// Retag replaces tags that were computed anew.
	Retag(ctx context.Context, tenant uuid.UUID, all []eventstore.Retag) error
	// Prepare and AppendPrepared are AppendTx in two steps.
	Prepare(ctx context.Context, a eventstore.Append) (*eventstore.Prepared, error)
	AppendPrepared(ctx context.Context, tx pgx.Tx, p *eventstore.Prepared) (eventstore.Appended, error)
	Registry() *event.Registry
}

// Config is what a Poller needs.
type Config struct {
	Log     Log               // required
	Pool    *pgxpool.Pool     // role coresync_engine; required
	Sealer  eventstore.Sealer // required
	Sources Sources           // required

	// Owner names this process in leases, such as "host/4711". Required.
	Owner string
	// Workers is how many goroutines compare the rows of a page. Defaults to 2.
	Workers int
	// Now is the clock of leases, runs and schedules. Defaults to time.Now.
	Now func() time.Time
	// Sleep waits, or ends with the context. Defaults to a timer.
	Sleep func(ctx context.Context, d time.Duration) error
	// Progress is told after every page, and before each pause, from the goroutine that
	// does it; it must not block. Optional.
	Progress func(Progress)
	// Logger is told what goes wrong beside a run, which goes on. Defaults to slog.Default().
	Logger *slog.Logger
	// UserRules says what the rules on personal data are when a connection's devices are
	// listed (GAP-07). Defaults to none.
	UserRules func(ctx context.Context, tenant, connection uuid.UUID) (UserRules, error)
	// Limits says how much one run of a connection may change without a person's look
	// at it. Defaults to those of package change.
	Limits func(ctx context.Context, tenant, connection uuid.UUID) (change.Limits, error)
}

// UserRules are the rules on last users.
type UserRules struct {
	// Withhold tells why the last user of a device at a place is not recorded; empty: it is.
	// nil: all are.
	Withhold func(organization, location int64) event.Withheld
	// Retention is for how long last users can be read; 0: for good.
	Retention time.Duration
}

func (c *Config) validate() error {
	if c.Workers == 0 {
		c.Workers = 2
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Progress == nil {
		c.Progress = func(Progress) {}
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.UserRules == nil {
		c.UserRules = func(context.Context, uuid.UUID, uuid.UUID) (UserRules, error) { return UserRules{}, nil }
	}
	if c.Limits == nil {
		c.Limits = func(context.Context, uuid.UUID, uuid.UUID) (change.Limits, error) { return change.DefaultLimits(), nil }
	}
	var faults []error
	for name, missing := range map[string]bool{
		"Log": c.Log == nil, "Pool": c.Pool == nil, "Sealer": c.Sealer == nil, "Sources": c.Sources == nil, "Owner": c.Owner == "",
	} {
		if missing {
			faults = append(faults, fmt.Errorf("%s is required", name))
		}
	}
	return errors.Join(faults...)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Poller runs syncs. Safe for concurrent use.
type Poller struct {
	cfg     Config
	memory  memory
	printer *observation.Printer

	mu       sync.Mutex
	sessions map[uuid.UUID]*session // of runs whose step ended here, by run
}

// New makes a poller. The error names every fault of the configuration.
func New(cfg Config) (*Poller, error) {
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("make a poller: %w", err)
	}
	var secret [observation.PrinterSecretSize]byte
	_, _ = rand.Read(secret[:]) // never fails: it would end the program instead
	printer, err := observation.NewPrinter(secret)
	if err != nil {
		return nil, fmt.Errorf("make a poller: %w", err)
	}
	return &Poller{cfg: cfg, printer: printer, sessions: make(map[uuid.UUID]*session)}, nil
}
