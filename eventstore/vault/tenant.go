package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const keySize = 32

// tenant is a tenant's key, unwrapped and split into one key a use.
type tenant struct {
	id   uuid.UUID
	wrap cipher.AEAD // of subject keys
	find macs        // of subjects by what they are called
	tags macs        // of change tags and idempotency

	strangers atomic.Bool // most persons of the last batch were new

	mu        sync.Mutex
	checkedAt time.Time // when erasures was read
	erasures  int64     // as in the table
	// stamp marks the cache entries that may be used: it is replaced, by one that was
	// never used, with every erasure that this process learns of.
	stamp uint64
	// bypassUntil keeps keys out of the caches while an erasure of this process may
	// wait for its commit.
	bypassUntil time.Time
}

// tenantOf returns a tenant's keys as fresh as Config.MaxStale asks. With create, a
// tenant without a key gets one. Errors: eventstore.ErrNoTenant, errNoTenantKey.
func (v *Vault) tenantOf(ctx context.Context, id uuid.UUID, create bool) (*tenant, error) {
	v.mu.RLock()
	t := v.tenants[id]
	v.mu.RUnlock()
	if t != nil {
		err := v.freshen(ctx, t)
		if !errors.Is(err, errNoTenantKey) {
			return t, err
		}
	}
	t, err := v.loadTenant(ctx, id)
	if errors.Is(err, errNoTenantKey) && create {
		if err := v.makeTenantKey(ctx, id); err != nil {
			return nil, err
		}
		t, err = v.loadTenant(ctx, id)
	}
	if err != nil {
		return nil, err
	}
	if other := v.adopt(t); other != t {
		return other, v.freshen(ctx, other)
	}
	return t, nil
}

// adopt puts a tenant in place, or returns the one that another call has put there:
// it may know of an erasure that waits for its commit.
func (v *Vault) adopt(t *tenant) *tenant {
	v.mu.Lock()
	defer v.mu.Unlock()
	if other := v.tenants[t.id]; other != nil {
		return other
	}
	t.stamp = v.stamps.Add(1)
	v.tenants[t.id] = t
	return t
}

var errNoTenantKey = errors.New("the tenant has no key: nothing was ever sealed for it, or its key was deleted")

func (v *Vault) loadTenant(ctx context.Context, id uuid.UUID) (*tenant, error) {
	at := v.cfg.Clock()
	var wrapped []byte
	var erasures int64
	err := v.pool.QueryRow(ctx, `select wrapped, erasures from vault.tenant_keys where tenant_id = $1`, id).Scan(&wrapped, &erasures)
	if errors.Is(err, pgx.ErrNoRows) {
		v.forget(id)
		return nil, fmt.Errorf("read the key of tenant %s: %w", id, errNoTenantKey)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key of tenant %s: %w", id, err)
	}
	root, err := v.master.Unwrap(wrapped, tenantAAD(id))
	if err != nil {
		return nil, fmt.Errorf("unwrap the key of tenant %s: %w", id, err)
	}
	t, err := newTenant(id, root)
	if err != nil {
		return nil, fmt.Errorf("use the key of tenant %s: %w", id, err)
	}
	t.checkedAt, t.erasures = at, erasures
	return t, nil
}

func newTenant(id uuid.UUID, root []byte) (*tenant, error) {
	var keys [3][]byte
	for i, use := range []string{"subject keys", "finding subjects", "change tags"} {
		k, err := hkdf.Key(sha256.New, root, nil, "coresync tenant key v1: "+use, keySize)
		if err != nil {
			return nil, err
		}
		keys[i] = k
	}
	block, err := aes.NewCipher(keys[0])
	if err != nil {
		return nil, err
	}
	wrap, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &tenant{id: id, wrap: wrap, find: newMACs(keys[1]), tags: newMACs(keys[2])}, nil
}

// makeTenantKey gives a tenant its key; of several processes one wins.
func (v *Vault) makeTenantKey(ctx context.Context, id uuid.UUID) error {
	root := make([]byte, keySize)
	_, _ = rand.Read(root) // never fails: it would end the program instead
	wrapped, err := v.master.Wrap(root, tenantAAD(id))
	if err != nil {
		return fmt.Errorf("wrap a key for tenant %s: %w", id, err)
	}
	_, err = v.pool.Exec(ctx, `insert into vault.tenant_keys (tenant_id, wrapped) values ($1, $2) on conflict do nothing`, id, wrapped)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.ConstraintName == "tenant_keys_tenant" {
		return fmt.Errorf("make a key for tenant %s: %w", id, eventstore.ErrNoTenant)
	}
	if err != nil {
		return fmt.Errorf("make a key for tenant %s: %w", id, err)
	}
	return nil
}

func tenantAAD(id uuid.UUID) []byte { return append([]byte("coresync tenant key\x00"), id[:]...) }

func (v *Vault) forget(id uuid.UUID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.tenants, id)
}
