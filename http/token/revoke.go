package token

import (
	"context"
	"fmt"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Revoke implements api.Tokens.
func (s *Store) Revoke(ctx context.Context, tenant uuid.UUID, actor string, id uuid.UUID) error {
	err := s.within(ctx, tenant, func(tx pgx.Tx) error {
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
	if err != nil {
		return err
	}
	if err := s.journal.Note(ctx, tenant, actor, event.TokenStream(id), &event.TokenRevoked{Token: id}); err != nil {
		return fmt.Errorf("tell in the log of token %s: %w", id, err)
	}
	return nil
}
