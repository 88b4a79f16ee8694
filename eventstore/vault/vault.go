package vault

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Wrapper is the master key: it wraps the keys of tenants.
type Wrapper interface {
	// Wrap seals a small secret; Unwrap opens it when given the same associated data.
	Wrap(plain, aad []byte) ([]byte, error)
	Unwrap(wrapped, aad []byte) ([]byte, error)
	// ID names the key in messages and tells nothing of it.
	ID() string
	// KeyCheck is an HMAC of a constant, which a database keeps to know its key.
	KeyCheck() []byte
}

// Config tunes a vault. The zero value is usable.
type Config struct {
	// CacheSubjects bounds the subjects whose keys are held in memory. Defaults to 65,536.
	CacheSubjects int
	// MaxStale is for how long after an erasure another process may still open what
	// was erased. Defaults to 1 s.
	MaxStale time.Duration
	// Clock defaults to time.Now.
	Clock func() time.Time
}

func (c *Config) setDefaults() {
	if c.CacheSubjects <= 0 {
		c.CacheSubjects = 1 << 16
	}
	if c.MaxStale <= 0 {
		c.MaxStale = time.Second
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
}

// Vault seals and opens for all tenants of a database. Safe for concurrent use.
type Vault struct {
	pool   *pgxpool.Pool
	master Wrapper
	cfg    Config

	refs *cache[refKey, subjectKey] // how a person is found
	keys *cache[subjectKey, key]

	stamps  atomic.Uint64
	mu      sync.RWMutex
	tenants map[uuid.UUID]*tenant
}

var _ eventstore.Sealer = (*Vault)(nil)

// WrongKeyError says that the master key at hand is not the one that the database
// belongs to. Nothing must start with it.
type WrongKeyError struct {
	Have string // ID of the key at hand
	Want string // ID of the key of this database
}

func (e *WrongKeyError) Error() string {
	return fmt.Sprintf("this database belongs to master key %s, but the key file holds %s; "+
		"put the key file of this database back (or name it with --key-file)", e.Want, e.Have)
}

// Open makes a vault on a pool whose role is coresync_engine. The first master key
// that a database sees becomes its own; with another one the answer is *WrongKeyError.
//
// Sealing takes a connection of its own from the pool even while the caller's
// transaction holds one: the pool must be larger than the number of such callers.
func Open(ctx context.Context, pool *pgxpool.Pool, master Wrapper, cfg Config) (*Vault, error) {
	cfg.setDefaults()
	if err := checkMaster(ctx, pool, master); err != nil {
		return nil, err
	}
	return &Vault{
		pool: pool, master: master, cfg: cfg,
		refs:    newCache[refKey, subjectKey](cfg.CacheSubjects),
		keys:    newCache[subjectKey, key](cfg.CacheSubjects),
		tenants: make(map[uuid.UUID]*tenant),
	}, nil
}

func checkMaster(ctx context.Context, pool *pgxpool.Pool, master Wrapper) error {
	_, err := pool.Exec(ctx, `insert into vault.master_key (key_id, key_check) values ($1, $2) on conflict do nothing`,
		master.ID(), master.KeyCheck())
	if err != nil {
		return fmt.Errorf("check the master key against the database: %w", err)
	}
	var id string
	var check []byte
	err = pool.QueryRow(ctx, `select key_id, key_check from vault.master_key`).Scan(&id, &check)
	if err != nil {
		return fmt.Errorf("check the master key against the database: %w", err)
	}
	if !hmac.Equal(check, master.KeyCheck()) {
		return &WrongKeyError{Have: master.ID(), Want: id}
	}
	return nil
}

// ErrNoSubject is the answer for a person that this tenant has never seen, or that
// was erased.
var ErrNoSubject = errors.New("no such person is known")
