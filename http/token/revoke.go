package token

import (
	"context"
	"fmt"

	"coresync/domain"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Revoke implements api.Tokens.
func (s *Store) Revoke(ctx context.Context, tenant, id uuid.UUID) error {
	return s.within(ctx, tenant, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `update web.tokens set revoked_at = coalesce(revoked_at, $3)
			where tenant_id = $1 and id = $2`, tenant, id, s.now())
		switch {
		case err != nil:
			return fmt.Errorf("revoke token %s: %w", id, err)
		case done.RowsAffected() == 0:
			return domain.NotFound("token")
		}
		return nil
	})
}
