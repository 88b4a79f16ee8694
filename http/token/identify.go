package token

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/jackc/pgx/v5"
)

// precision of last_used_at: one write a minute and token, however busy it is.
const precision = time.Minute

// Identify implements api.Tokens. A wrong secret and an unknown id are one answer.
func (s *Store) Identify(ctx context.Context, text string) (api.Identity, error) {
	id, hash, ok := parse(text)
	if !ok {
		return api.Identity{}, refused("token_unknown")
	}
	rows, err := s.pool.Query(ctx, `select `+columns+` from web.token_of($1)`, id)
	if err != nil {
		return api.Identity{}, fmt.Errorf("look up token %s: %w", id, err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[row])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return api.Identity{}, refused("token_unknown")
	case err != nil:
		return api.Identity{}, fmt.Errorf("look up token %s: %w", id, err)
	case subtle.ConstantTimeCompare(found.Hash, hash) != 1:
		return api.Identity{}, refused("token_unknown")
	}
	if state := found.state(s.now()); state != "active" {
		return api.Identity{}, refused("token_" + state)
	}
	s.touch(ctx, &found)
	return found.identity(), nil
}

// refused says what to do about a token that doesn't let in.
func refused(reason string) error {
	message := map[string]string{
		"token_unknown": "This token is unknown. Copy it again, or make a new one with `coresync token create`.",
		"token_expired": "This token has expired. Make a new one with `coresync token create`.",
		"token_revoked": "This token was revoked. Make a new one with `coresync token create`.",
	}[reason]
	return &domain.Error{Code: domain.CodeUnauthorized, Reason: reason, Message: message}
}

// touch notes that the token was used. Where that fails, on a replica for example,
// the token lets in all the same.
func (s *Store) touch(ctx context.Context, t *row) {
	now := s.now()
	if t.LastUsedAt != nil && now.Sub(*t.LastUsedAt) < precision {
		return
	}
	err := s.within(ctx, t.Tenant, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `update web.tokens set last_used_at = $3
			where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at < $3)`, t.Tenant, t.ID, now)
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "note the use of a token", "token", t.ID, "error", err)
	}
}
