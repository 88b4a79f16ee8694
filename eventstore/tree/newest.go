package tree

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Newest returns the head of a tenant's present epoch that covers most; ok is false
// where none has been signed yet.
func Newest(ctx context.Context, q db, tenant uuid.UUID) (h Head, ok bool, err error) {
	h.Tenant = tenant
	var root []byte
	err = q.QueryRow(ctx, `select h.epoch, h.size, h.root, h.note, h.signed_at
		from eventstore.tenants t join eventstore.tree_heads h using (tenant_id, epoch)
		where t.tenant_id = $1 order by h.size desc limit 1`, tenant).Scan(&h.Epoch, &h.Size, &root, &h.Note, &h.SignedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return Head{}, false, nil
	}
	if err != nil {
		return Head{}, false, fmt.Errorf("read the newest head of tenant %s: %w", tenant, err)
	}
	h.Root, h.SignedAt = [hashSize]byte(root), h.SignedAt.UTC()
	return h, true, nil
}
