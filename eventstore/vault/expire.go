package vault

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// expiredAtOnce bounds the persons of one transaction.
const expiredAtOnce = 1000

const dueWeeks = `from vault.subject_keys where tenant_id = $1 and version > 999 and version < $2 and wrapped is not null`

// Due counts the persons with a key a week of which something that was sealed before a time
// can still be read.
func (v *Vault) Due(ctx context.Context, tenant uuid.UUID, before time.Time) (n int64, err error) {
	if err := v.pool.QueryRow(ctx, `select count(*) `+dueWeeks, tenant, weekAt(before)+1).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the keys of tenant %s before %s: %w", tenant, before.Format(time.DateOnly), err)
	}
	return n, nil
}

// ExpireTx makes unreadable, in the caller's transaction, what was sealed before a time for
// persons with a key a week: for whole weeks, up to the end of the one that the time is in.
// left: there are more persons, for another transaction. Repeated it changes nothing. Until
// the transaction has ended, keys of this tenant are read from the database each time.
func (v *Vault) ExpireTx(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, before time.Time) (left bool, err error) {
	t, err := v.tenantOf(ctx, tenant, false)
	if errors.Is(err, errNoTenantKey) {
		return false, nil // nothing was ever sealed
	}
	if err != nil {
		return false, err
	}
	v.outdate(t, v.cfg.Clock().Add(longestTransaction))
	subjects, from, wrapped, err := t.expired(ctx, tx, weekAt(before)+1)
	if err == nil && len(subjects) > 0 {
		_, err = tx.Exec(ctx, `with moved as (
				update vault.subject_keys k set version = $4, wrapped = w.wrapped
				from unnest($2::uuid[], $3::int[], $5::bytea[]) as w (subject, version, wrapped)
				where k.tenant_id = $1 and k.subject = w.subject and k.version = w.version and k.wrapped is not null
			)
			update vault.tenant_keys set erasures = erasures + 1 where tenant_id = $1`, tenant, subjects, from, weekAt(before)+1, wrapped)
	}
	if err != nil {
		return false, fmt.Errorf("end the keys of tenant %s before %s: %w", tenant, before.Format(time.DateOnly), err)
	}
	return len(subjects) == expiredAtOnce, nil
}

// expired reads keys of weeks before one, and makes that week's of them.
func (t *tenant) expired(ctx context.Context, tx pgx.Tx, to int32) (subjects []uuid.UUID, from []int32, wrapped [][]byte, err error) {
	rows, err := tx.Query(ctx, `select subject, version, wrapped `+dueWeeks+` order by subject limit $3 for update`, t.id, to, expiredAtOnce)
	if err != nil {
		return nil, nil, nil, err
	}
	name := subjectKey{tenant: t.id}
	var old []byte
	_, err = pgx.ForEachRow(rows, []any{&name.subject, &name.version, &old}, func() error {
		k, err := t.unwrap(name, old)
		if err != nil {
			return err
		}
		later := k.forward(name.version, to)
		subjects, from = append(subjects, name.subject), append(from, name.version)
		wrapped = append(wrapped, t.wrapped(&later, &subjectKey{t.id, name.subject, to}))
		return nil
	})
	return subjects, from, wrapped, err
}
