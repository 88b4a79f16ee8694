package vault

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// freshen looks, at most once in MaxStale, whether another process has erased
// somebody, and if so makes everything that is cached of the tenant void.
//
// checkedAt is taken before the question is asked: an answer that was given less
// than MaxStale ago cannot miss an erasure that was committed before it.
func (v *Vault) freshen(ctx context.Context, t *tenant) error {
	now := v.cfg.Clock()
	if age := now.Sub(t.checked()); age >= 0 && age < v.cfg.MaxStale {
		return nil
	}
	var erasures int64
	err := v.pool.QueryRow(ctx, `select erasures from vault.tenant_keys where tenant_id = $1`, t.id).Scan(&erasures)
	if errors.Is(err, pgx.ErrNoRows) {
		return errNoTenantKey
	}
	if err != nil {
		return fmt.Errorf("look for erasures of tenant %s: %w", t.id, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if erasures != t.erasures {
		t.erasures = erasures
		t.stamp = v.stamps.Add(1)
	}
	if now.After(t.checkedAt) {
		t.checkedAt = now
	}
	return nil
}

func (t *tenant) checked() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.checkedAt
}

// current is the stamp under which cache entries may be used and made. Take it
// before the keys are read: what was read under a former stamp is never found.
func (t *tenant) current() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stamp
}

// outdate makes everything that is cached of the tenant void, and keeps keys out of
// the caches until the given time.
func (v *Vault) outdate(t *tenant, bypassUntil time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stamp = v.stamps.Add(1)
	if bypassUntil.After(t.bypassUntil) {
		t.bypassUntil = bypassUntil
	}
}

func (t *tenant) mayCache(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !now.Before(t.bypassUntil)
}
