package projections

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"coresync/domain/event"
	"coresync/domain/rules"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Config is what an Engine needs beside its pool.
type Config struct {
	// Registry decodes events; required.
	Registry *event.Registry
	// Models are the read models; required.
	Models []*Model
	// Owner is a pool whose role is coresync_owner: builds and their tables are made
	// with it. Needed by all that makes, promotes or drops generations.
	Owner *pgxpool.Pool
	// Clock tells the time. Defaults to time.Now.
	Clock func() time.Time
	// Logger takes what an operator should know. Defaults to slog.Default.
	Logger *slog.Logger
	// BatchSize is the number of events that Follow aims at in one transaction.
	// Defaults to 1,000.
	BatchSize int
	// Poll is how often Follow looks for events that no wake-up announced. Defaults
	// to 500 ms.
	Poll time.Duration
	// ResolveEvery bounds how long stage 3 may lag while a backlog is worked off.
	// Defaults to 2 s; negative: stage 3 runs in every batch.
	ResolveEvery time.Duration
	// LiveFirst is the lag of live rows from which a rebuild waits for them. Defaults
	// to 2 s; negative: it never waits.
	LiveFirst time.Duration
	// PastRows is how many rows of small pasts are remembered; a past of more is large,
	// and one of those is remembered. Defaults to 100,000.
	PastRows int
	// Spacious is called before a large past is folded; what it returns, when that past is
	// let go: meanwhile the process needs more memory than it does otherwise. Optional.
	Spacious func() (end func())
}

func (c *Config) validate() error {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.BatchSize == 0 {
		c.BatchSize = 1000
	}
	if c.Poll == 0 {
		c.Poll = 500 * time.Millisecond
	}
	if c.ResolveEvery == 0 {
		c.ResolveEvery = 2 * time.Second
	}
	if c.LiveFirst == 0 {
		c.LiveFirst = 2 * time.Second
	}
	if c.PastRows == 0 {
		c.PastRows = maxPastRows
	}
	var faults []error
	if c.Registry == nil {
		faults = append(faults, errors.New("a registry of events is required"))
	}
	if len(c.Models) == 0 {
		faults = append(faults, errors.New("at least one model is required"))
	}
	return errors.Join(faults...)
}

// Engine drives the read models. Safe for concurrent use.
type Engine struct {
	pool     *pgxpool.Pool
	registry *event.Registry
	cfg      Config
	live     []*Live
	rules    *rules.Set // the default
	ruleSets sync.Map   // *rules.Set by ruleKey
	pasts    pasts
	rings    keyrings
	wake     chan struct{}
	wg       sync.WaitGroup
}

// New makes an engine on a pool whose role is coresync_engine.
func New(pool *pgxpool.Pool, cfg Config) (*Engine, error) {
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("make the engine of the read models: %w", err)
	}
	e := &Engine{pool: pool, registry: cfg.Registry, cfg: cfg, rules: rules.Default(), wake: make(chan struct{}, 1)}
	e.pasts = pasts{most: cfg.PastRows, turn: make(chan struct{}, 1), wait: largePastFor, spacious: cfg.Spacious}
	for _, m := range cfg.Models {
		for _, s := range m.Reads {
			if _, err := cfg.Registry.Lookup(s.Type); err != nil {
				return nil, fmt.Errorf("read model %s: %w", m.Name, err)
			}
		}
		l := &Live{engine: e, model: m, feed: newFeed(e, m), resolveEvery: cfg.ResolveEvery}
		l.feed.preload = l.preload
		e.live = append(e.live, l)
	}
	return e, nil
}

// Live returns the live driver of each model, for a subscriber that hands ranges
// to them. Each is a consumer group of its own.
func (e *Engine) Live() []*Live { return e.live }

// Wake tells Follow that there may be new events. It never blocks; call it after
// the commit of an append.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// model finds a model by name.
func (e *Engine) model(name string) (*Live, error) {
	for _, l := range e.live {
		if l.model.Name == name {
			return l, nil
		}
	}
	names := make([]string, len(e.live))
	for i, l := range e.live {
		names[i] = l.model.Name
	}
	return nil, fmt.Errorf("there is no read model %q; there are %v", name, names)
}
