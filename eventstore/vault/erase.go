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
const eraseSubjects = `
with known as (
    select subject, max(erased_at) as was from vault.subject_keys
    where tenant_id = $1 and subject = any ($2::uuid[]) group by subject
), gone as (
    update vault.subject_keys set wrapped = null, subject_hmac = null, erased_at = $3
    where tenant_id = $1 and subject = any ($2::uuid[]) and wrapped is not null
    returning subject
), unfound as (
    delete from vault.subjects where tenant_id = $1 and subject_hmac = any (
        select subject_hmac from vault.subject_keys where tenant_id = $1 and subject = any ($2::uuid[]))
), counted as (
    update vault.tenant_keys set erasures = erasures + 1 where tenant_id = $1
)
select k.subject, (select count(*) from gone g where g.subject = k.subject), coalesce(k.was, $3) from known k`

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
	all, err := v.erase(ctx, v.pool, tenant, []uuid.UUID{subject})
	if err != nil {
		return Erased{}, err
	}
	return all[0], nil
}

// EraseTx does so with several in the caller's transaction, for the event that says so and
// the erasure in one; answers are in the order of the persons. Until the transaction has
// ended, keys of this tenant are read from the database each time.
func (v *Vault) EraseTx(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, subjects ...uuid.UUID) ([]Erased, error) {
	t, err := v.tenantToErase(ctx, tenant)
	if err != nil {
		return nil, err
	}
	v.outdate(t, v.cfg.Clock().Add(longestTransaction))
	return v.erase(ctx, tx, tenant, subjects)
}

func (v *Vault) tenantToErase(ctx context.Context, id uuid.UUID) (*tenant, error) {
	t, err := v.tenantOf(ctx, id, false)
	if errors.Is(err, errNoTenantKey) {
		return nil, fmt.Errorf("erase a person of tenant %s: %w", id, ErrNoSubject)
	}
	return t, err
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func (v *Vault) erase(ctx context.Context, db querier, tenant uuid.UUID, subjects []uuid.UUID) ([]Erased, error) {
	now := v.cfg.Clock().UTC().Truncate(time.Microsecond)
	rows, err := db.Query(ctx, eraseSubjects, tenant, subjects, now)
	if err != nil {
		return nil, fmt.Errorf("erase %d subjects of tenant %s: %w", len(subjects), tenant, err)
	}
	known := make(map[uuid.UUID]Erased, len(subjects))
	var e Erased
	_, err = pgx.ForEachRow(rows, []any{&e.Subject, &e.Keys, &e.At}, func() error {
		e.At = e.At.UTC()
		known[e.Subject] = e
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("erase %d subjects of tenant %s: %w", len(subjects), tenant, err)
	}
	all := make([]Erased, len(subjects))
	for i, subject := range subjects {
		found, there := known[subject]
		if !there {
			return nil, fmt.Errorf("erase subject %s of tenant %s: %w", subject, tenant, ErrNoSubject)
		}
		all[i] = found
	}
	return all, nil
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
