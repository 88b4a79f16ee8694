package vault

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// One statement, so that who reads sees all of it or nothing.
const eraseSubject = `
with known as (
    select from vault.subject_keys where tenant_id = $1 and subject = $2
), gone as (
    update vault.subject_keys set wrapped = null, subject_hmac = null, erased_at = $3
    where tenant_id = $1 and subject = $2 and wrapped is not null
    returning version
), unfound as (
    delete from vault.subjects where tenant_id = $1 and subject_hmac = any (
        select subject_hmac from vault.subject_keys where tenant_id = $1 and subject = $2)
), counted as (
    update vault.tenant_keys set erasures = erasures + 1 where tenant_id = $1
)
select (select count(*) from known), (select count(*) from gone),
       coalesce((select max(erased_at) from vault.subject_keys where tenant_id = $1 and subject = $2), $3)`

// Erased is the answer of an erasure.
type Erased struct {
	Subject uuid.UUID
	Keys    int       // deleted now; 0: the person had been erased before
	At      time.Time // when the person was erased first
}

// longestTransaction is how long an erasure may wait for its commit: what our
// connections allow a session to stand idle in a transaction.
const longestTransaction = time.Minute

// Erase deletes the keys of a person for good, and what finds the person. What was
// sealed for the person opens as erased from now on, see the package comment for
// how soon and where. Erasing again is harmless. Error: ErrNoSubject.
func (v *Vault) Erase(ctx context.Context, tenant, subject uuid.UUID) (Erased, error) {
	t, err := v.tenantToErase(ctx, tenant)
	if err != nil {
		return Erased{}, err
	}
	defer v.outdate(t, time.Time{}) // also after an error: the answer may have been lost
	return v.erase(ctx, v.pool, tenant, subject)
}

// EraseTx does so in the caller's transaction, for the event that says so and the
// erasure in one. Until the transaction has ended, keys of this tenant are read from
// the database each time.
func (v *Vault) EraseTx(ctx context.Context, tx pgx.Tx, tenant, subject uuid.UUID) (Erased, error) {
	t, err := v.tenantToErase(ctx, tenant)
	if err != nil {
		return Erased{}, err
	}
	v.outdate(t, v.cfg.Clock().Add(longestTransaction))
	return v.erase(ctx, tx, tenant, subject)
}

func (v *Vault) tenantToErase(ctx context.Context, id uuid.UUID) (*tenant, error) {
	t, err := v.tenantOf(ctx, id, false)
	if errors.Is(err, errNoTenantKey) {
		return nil, fmt.Errorf("erase a person of tenant %s: %w", id, ErrNoSubject)
	}
	return t, err
}

type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func (v *Vault) erase(ctx context.Context, db querier, tenant, subject uuid.UUID) (Erased, error) {
	e := Erased{Subject: subject}
	var known int
	now := v.cfg.Clock().UTC().Truncate(time.Microsecond)
	err := db.QueryRow(ctx, eraseSubject, tenant, subject, now).Scan(&known, &e.Keys, &e.At)
	if err != nil {
		return Erased{}, fmt.Errorf("erase subject %s of tenant %s: %w", subject, tenant, err)
	}
	e.At = e.At.UTC()
	if known == 0 {
		return Erased{}, fmt.Errorf("erase subject %s of tenant %s: %w", subject, tenant, ErrNoSubject)
	}
	return e, nil
}

// Erasures counts the erasures of a tenant so far: what was made of opened members is
// to be made anew when it has moved.
func (v *Vault) Erasures(ctx context.Context, tenant uuid.UUID) (n int64, err error) {
	err = v.pool.QueryRow(ctx, `select erasures from vault.tenant_keys where tenant_id = $1`, tenant).Scan(&n)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil // nothing was sealed yet
	}
	if err != nil {
		return 0, fmt.Errorf("count the erasures of tenant %s: %w", tenant, err)
	}
	return n, nil
}
