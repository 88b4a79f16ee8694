package eventstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Config is what a Store needs beside its pool.
type Config struct {
	// Registry knows the events that may be appended and read; required.
	Registry *event.Registry
	// Sealer seals personal members; required.
	Sealer Sealer
	// Clock tells the time of appends. Defaults to time.Now.
	Clock func() time.Time
	// OnCommit is called after each append of this process was committed, with the
	// newest position: the place to wake consumers. It must not block. Optional.
	OnCommit func(tenant uuid.UUID, position int64)
	// GroupTimeout bounds one group of appends. Defaults to 30 s.
	GroupTimeout time.Duration
}

func (c *Config) validate() error {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.OnCommit == nil {
		c.OnCommit = func(uuid.UUID, int64) {}
	}
	if c.GroupTimeout == 0 {
		c.GroupTimeout = 30 * time.Second
	}
	var faults []error
	if c.Registry == nil {
		faults = append(faults, errors.New("a registry of events is required"))
	}
	if c.Sealer == nil {
		faults = append(faults, errors.New("a sealer is required"))
	}
	return errors.Join(faults...)
}

// Store is the log in PostgreSQL. Safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	cfg  Config

	partitions partitions

	mu     sync.Mutex
	groups map[uuid.UUID]*group
	marks  map[uuid.UUID]mark
	wg     sync.WaitGroup
}

var _ Log = (*Store)(nil)

// Open makes a store on a pool whose role is coresync_engine. The schema must be
// there; see package migrations.
func Open(pool *pgxpool.Pool, cfg Config) (*Store, error) {
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("open the event store: %w", err)
	}
	return &Store{
		pool:   pool,
		cfg:    cfg,
		groups: make(map[uuid.UUID]*group),
		marks:  make(map[uuid.UUID]mark),
	}, nil
}

// Close waits for the appends that are under way. The pool stays open.
func (s *Store) Close() { s.wg.Wait() }

// Pool returns the pool that the store works on, for transactions that an
// AppendTx joins.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Registry returns the events that the store knows.
func (s *Store) Registry() *event.Registry { return s.cfg.Registry }

// Sealer returns what seals and opens personal members.
func (s *Store) Sealer() Sealer { return s.cfg.Sealer }

// Now is the store's clock.
func (s *Store) Now() time.Time { return s.cfg.Clock() }

// mark is a place in a log that this process has seen. Since recorded_at never
// decreases, it bounds the partitions that a read beyond it must look at.
type mark struct {
	position   int64
	recordedAt time.Time
}

func (s *Store) markOf(tenant uuid.UUID) mark {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.marks[tenant]
}

func (s *Store) setMark(tenant uuid.UUID, m mark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.position > s.marks[tenant].position {
		s.marks[tenant] = m
	}
}

// Committed implements Log.
func (s *Store) Committed(a Appended) {
	if a.Last == 0 || a.Replayed {
		return
	}
	s.setMark(a.Tenant, mark{a.Last, a.RecordedAt})
	s.cfg.OnCommit(a.Tenant, a.Last)
}

// rollbackTimeout bounds the clean-up of a transaction whose context has ended.
const rollbackTimeout = 5 * time.Second

func detached(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), d)
}
