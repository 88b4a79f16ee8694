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

// PublishAll publishes the heads of every tenant; one that fails holds no other up.
func PublishAll(ctx context.Context, q db, folder *Folder) error {
	rows, err := q.Query(ctx, `select tenant_id from eventstore.tenants order by tenant_id`)
	if err != nil {
		return fmt.Errorf("publish heads: %w", err)
	}
	tenants, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return fmt.Errorf("publish heads: %w", err)
	}
	var faults []error
	for _, tenant := range tenants {
		_, err := Publish(ctx, q, folder, tenant)
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}
