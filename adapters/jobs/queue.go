package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// Work names a piece of long work.
type Work struct {
	Tenant uuid.UUID `json:"tenant"`
	Kind   string    `json:"kind"` // which Stepper does it, such as "sync"
	ID     uuid.UUID `json:"id"`
}

func (w Work) String() string { return w.Kind + " " + w.ID.String() }

// Stepper does one kind of work, step by step.
type Stepper interface {
	// Step goes on where the step before it committed, for at most 30 s unless
	// Config.Limits gives its kind longer, and says
	// whether the work is done, or else when the next step is due; the zero time
	// means now. No two steps of one work run at once, as long as Step heeds its
	// context, which ends when the lease is lost or the process stops.
	//
	// An error is logged and kept beside the work, and the step is tried again after
	// a pause that grows to five minutes, for ever; with done the work ends there.
	Step(ctx context.Context, w Work) (done bool, next time.Time, err error)
}

// StepFunc is a Stepper made of a function.
type StepFunc func(ctx context.Context, w Work) (done bool, next time.Time, err error)

// Step implements Stepper.
func (f StepFunc) Step(ctx context.Context, w Work) (bool, time.Time, error) { return f(ctx, w) }

// Config says how a process takes part.
type Config struct {
	Pool     *pgxpool.Pool      // role coresync_engine; required
	Steppers map[string]Stepper // by kind; needed by Run
	Owner    string             // names this process in leases, such as "host/4711"; needed by Run
	Workers  int                // steps at once; defaults to 4
	// StepLimit is how long a step may go on before its context ends; Limits names kinds
	// whose steps may take longer. Defaults to 2 min: whatever is larger than that is
	// better made of several steps, where it can be.
	StepLimit time.Duration
	Limits    map[string]time.Duration
	// StopTimeout is how long a step may finish when Run's context ends; its own
	// context ends then. Defaults to 10 s.
	StopTimeout time.Duration
	Logger      *slog.Logger // defaults to slog.Default()
	OnError     func(error)  // told of everything that went wrong, after it was logged
}

func (c *Config) setDefaults() {
	if c.Workers == 0 {
		c.Workers = 4
	}
	if c.StepLimit == 0 {
		c.StepLimit = 2 * time.Minute
	}
	if c.StopTimeout == 0 {
		c.StopTimeout = 10 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.OnError == nil {
		c.OnError = func(error) {}
	}
}

// The times of the queue. River by default ends a job after
// a minute and takes an hour to miss a dead worker.
const (
	rescue     = 3 * time.Minute  // when River gives up a job of a dead worker, unless its kind may take longer
	fetchPoll  = 2 * time.Second  // a safety net: NOTIFY tells of jobs
	keepDone   = time.Hour        // finished jobs, for a look at what happened
	leaseFor   = 15 * time.Second // how long a dead process holds work up
	renewEvery = 5 * time.Second
	maxTick    = 5 * time.Second // the scheduler's longest nap
)

// Queue is one process's part in the work of the installation.
type Queue struct {
	cfg   Config
	river *river.Client[pgx.Tx]
	poke  chan struct{} // capacity 1: something may be due sooner than the scheduler thinks

	mu      sync.Mutex
	running bool
}

// New makes a queue that can start work; with Steppers it can also Run it. The
// schema must be there, see Migrate.
func New(cfg Config) (*Queue, error) {
	if cfg.Pool == nil {
		return nil, errors.New("job queue: a pool is required")
	}
	cfg.setDefaults()
	q := &Queue{cfg: cfg, poke: make(chan struct{}, 1)}
	rc := &river.Config{
		Schema: schema, ID: cfg.Owner, Logger: slog.New(notable{cfg.Logger.Handler()}),
		SkipUnknownJobCheck: true,
	}
	if len(cfg.Steppers) > 0 {
		if cfg.Owner == "" {
			return nil, errors.New("job queue: who runs work needs a name, such as host and process id")
		}
		q.takePart(rc)
	}
	var err error
	if q.river, err = river.NewClient(riverpgxv5.New(cfg.Pool), rc); err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	return q, nil
}

// takePart configures a process that runs work.
func (q *Queue) takePart(rc *river.Config) {
	rc.Workers = river.NewWorkers()
	river.AddWorker(rc.Workers, &worker{q: q})
	rc.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: q.cfg.Workers}}
	rc.FetchPollInterval = fetchPoll
	rc.JobTimeout = q.cfg.StepLimit
	rc.RescueStuckJobsAfter = rescue
	rc.SoftStopTimeout = q.cfg.StopTimeout
	rc.CompletedJobRetentionPeriod = keepDone
	rc.ReindexerIndexNames = []string{} // needs the tables' owner; the tables stay small
}

// Run does work until ctx ends, and then returns nil once the steps at work have
// finished or StopTimeout has passed. It may be called once.
func (q *Queue) Run(ctx context.Context) error {
	if len(q.cfg.Steppers) == 0 {
		return errors.New("job queue: nothing to run: there is no stepper")
	}
	q.mu.Lock()
	again := q.running
	q.running = true
	q.mu.Unlock()
	if again {
		return errors.New("job queue: it runs already")
	}
	if err := q.river.Start(ctx); err != nil {
		return fmt.Errorf("start the job queue: %w", err)
	}
	q.schedule(ctx)
	<-q.river.Stopped()
	return nil
}

// Alive tells whether any process runs work at present. A process that died is
// believed alive for up to 15 s.
func (q *Queue) Alive(ctx context.Context) (alive bool, err error) {
	err = q.cfg.Pool.QueryRow(ctx, `select exists (select from jobs.river_leader where expires_at > now())`).Scan(&alive)
	if err != nil {
		return false, fmt.Errorf("look for a worker: %w", err)
	}
	return alive, nil
}

func (q *Queue) report(doing string, err error, args ...any) {
	q.cfg.Logger.Error(doing, append(args, "error", err)...)
	q.cfg.OnError(fmt.Errorf("%s: %w", doing, err))
}

func (q *Queue) pokeScheduler() {
	select {
	case q.poke <- struct{}{}:
	default:
	}
}

// notable passes on what River warns of; its news of every job is no news.
type notable struct{ slog.Handler }

func (h notable) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}

func (h notable) WithAttrs(a []slog.Attr) slog.Handler { return notable{h.Handler.WithAttrs(a)} }
func (h notable) WithGroup(n string) slog.Handler      { return notable{h.Handler.WithGroup(n)} }
