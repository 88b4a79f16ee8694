package tree

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Wrapper is the master key: it wraps the private halves of the signing keys.
type Wrapper interface {
	Wrap(plain, aad []byte) ([]byte, error)
	Unwrap(wrapped, aad []byte) ([]byte, error)
}

// PublicKey returns the key that signs a tenant's heads; ok is false before the first.
func PublicKey(ctx context.Context, q db, tenant uuid.UUID) (key ed25519.PublicKey, ok bool, err error) {
	err = q.QueryRow(ctx, `select public_key from eventstore.tree_keys where tenant_id = $1`, tenant).Scan((*[]byte)(&key))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read the key that signs for tenant %s: %w", tenant, err)
	}
	return key, true, nil
}

// key returns what signs for a tenant, and makes it at first. A key that was made
// now is not remembered: the caller's transaction may roll it back.
func (n *Notary) key(ctx context.Context, q db, tenant uuid.UUID) (ed25519.PrivateKey, error) {
	n.mu.Lock()
	known := n.keys[tenant]
	n.mu.Unlock()
	if known != nil {
		return known, nil
	}
	key, err := n.readKey(ctx, q, tenant)
	if errors.Is(err, pgx.ErrNoRows) {
		if err := n.makeKey(ctx, q, tenant); err != nil {
			return nil, fmt.Errorf("make a key to sign for tenant %s: %w", tenant, err)
		}
		return n.readKey(ctx, q, tenant)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key that signs for tenant %s: %w", tenant, err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.keys[tenant] = key
	return key, nil
}

func (n *Notary) readKey(ctx context.Context, q db, tenant uuid.UUID) (ed25519.PrivateKey, error) {
	var wrapped, public []byte
	err := q.QueryRow(ctx, `select wrapped, public_key from eventstore.tree_keys where tenant_id = $1`, tenant).Scan(&wrapped, &public)
	if err != nil {
		return nil, err
	}
	seed, err := n.master.Unwrap(wrapped, keyAAD(tenant))
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("it has %d bytes instead of %d", len(seed), ed25519.SeedSize)
	}
	key := ed25519.NewKeyFromSeed(seed)
	if !key.Public().(ed25519.PublicKey).Equal(ed25519.PublicKey(public)) {
		return nil, errors.New("its public half was changed")
	}
	return key, nil
}

func (n *Notary) makeKey(ctx context.Context, q db, tenant uuid.UUID) error {
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	wrapped, err := n.master.Wrap(key.Seed(), keyAAD(tenant))
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, `insert into eventstore.tree_keys (tenant_id, public_key, wrapped, created_at)
		values ($1, $2, $3, $4) on conflict do nothing`, tenant, []byte(public), wrapped, n.cfg.Clock())
	return err
}

func keyAAD(tenant uuid.UUID) []byte { return append([]byte("coresync tree key\x00"), tenant[:]...) }
