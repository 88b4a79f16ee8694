package tree

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const selectHeads = `
select epoch, size, root, note, signed_at from eventstore.tree_heads
where tenant_id = $1 and (signed_at, size) > ($2, $3)
order by signed_at, size`

// Publish appends to the folder the heads of a tenant that it does not have, and
// returns their number. Only committed heads are there to be read, so a file is never
// ahead by a transaction that was rolled back. Where the file knows a head that the
// database does not, nothing is appended before Check has passed: errors as Check's.
func Publish(ctx context.Context, q db, folder *Folder, tenant uuid.UUID) (int, error) {
	at, size, err := published(ctx, q, folder, tenant)
	if err != nil {
		return 0, err
	}
	rows, err := q.Query(ctx, selectHeads, tenant, at, size)
	if err != nil {
		return 0, fmt.Errorf("read the new heads of tenant %s: %w", tenant, err)
	}
	var heads []Head
	h := Head{Tenant: tenant}
	var root []byte
	_, err = pgx.ForEachRow(rows, []any{&h.Epoch, &h.Size, &root, &h.Note, &h.SignedAt}, func() error {
		h.Root = [hashSize]byte(root)
		heads = append(heads, h)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read the new heads of tenant %s: %w", tenant, err)
	}
	return len(heads), folder.Append(heads...)
}

// published finds the place of the file's newest head among those of the database.
func published(ctx context.Context, q db, folder *Folder, tenant uuid.UUID) (at time.Time, size int64, err error) {
	file, ok, err := folder.Newest(tenant)
	if err != nil || !ok {
		return time.Time{}, 0, err
	}
	err = q.QueryRow(ctx, `select signed_at from eventstore.tree_heads where tenant_id = $1 and epoch = $2 and size = $3 and root = $4`,
		tenant, file.Epoch, file.Size, file.Root[:]).Scan(&at)
	if !errors.Is(err, pgx.ErrNoRows) {
		return at, file.Size, err
	}
	if err := Check(ctx, q, folder, tenant); err != nil {
		return time.Time{}, 0, err
	}
	// The head was lost by a crash that kept its events, or is of an epoch that was left.
	return lastBefore(ctx, q, tenant, file)
}

// lastBefore is the newest head of the database that says no more than the file's.
func lastBefore(ctx context.Context, q db, tenant uuid.UUID, file Head) (at time.Time, size int64, err error) {
	err = q.QueryRow(ctx, `select signed_at, size from eventstore.tree_heads
		where tenant_id = $1 and epoch = $2 and size < $3 order by size desc limit 1`, tenant, file.Epoch, file.Size).Scan(&at, &size)
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, 0, nil
	}
	if err != nil {
		return time.Time{}, 0, fmt.Errorf("read the heads of tenant %s: %w", tenant, err)
	}
	return at, size, nil
}

// selectNewest finds the newest head of each tenant by one step in an index.
const selectNewest = `
select t.tenant_id, h.epoch, h.size, h.root from eventstore.tenants t
cross join lateral (
    select epoch, size, root from eventstore.tree_heads
    where tenant_id = t.tenant_id order by signed_at desc, size desc limit 1
) h`

// PublishAll publishes the heads of every tenant; one that fails is reported and
// holds no other up. Where all are published it asks the database once.
func PublishAll(ctx context.Context, q db, folder *Folder, report func(error)) {
	rows, err := q.Query(ctx, selectNewest)
	if err != nil {
		report(fmt.Errorf("publish heads: %w", err))
		return
	}
	var newest []Head
	var h Head
	var root []byte
	_, err = pgx.ForEachRow(rows, []any{&h.Tenant, &h.Epoch, &h.Size, &root}, func() error {
		h.Root = [hashSize]byte(root)
		newest = append(newest, h)
		return nil
	})
	if err != nil {
		report(fmt.Errorf("publish heads: %w", err))
		return
	}
	for _, h := range newest {
		file, ok, err := folder.Newest(h.Tenant)
		if err == nil && ok && file.Epoch == h.Epoch && file.Size == h.Size && file.Root == h.Root {
			continue
		}
		if _, err := Publish(ctx, q, folder, h.Tenant); err != nil {
			report(err)
		}
	}
}
