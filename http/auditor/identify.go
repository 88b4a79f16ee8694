package auditor

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// precision of last_used_at: one write a minute and link, however busy it is.
const precision = time.Minute

var errOver = &domain.Error{Code: domain.CodeUnauthorized, Reason: "auditor_session_over",
	Message: "You have read for two hours. Open your link once more to go on."}

// Identify implements api.AuditorLinks. The link is looked at each time, so that one that is
// revoked is over at once.
func (s *Store) Identify(ctx context.Context, secret api.Secret) (api.Identity, error) {
	id, hash, ok := parse(sessionPrefix, secret)
	if !ok {
		return api.Identity{}, errOver
	}
	var link uuid.UUID
	var kept []byte
	var expires time.Time
	err := s.pool.QueryRow(ctx, `select link_id, secret_hash, expires_at from web.auditor_session_of($1)`, id).Scan(&link, &kept, &expires)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && subtle.ConstantTimeCompare(kept, hash) != 1 {
		return api.Identity{}, errOver
	}
	if err != nil {
		return api.Identity{}, fmt.Errorf("look up a session of an auditor: %w", err)
	}
	found, err := one(s.pool.Query(ctx, `select `+columns+` from web.auditor_link_of($1)`, link))
	if err != nil {
		return api.Identity{}, fmt.Errorf("look up the auditors' link %s of a session: %w", link, err)
	}
	if err := found.over(domain.CodeUnauthorized, s.now()); err != nil {
		return api.Identity{}, err
	}
	if !expires.After(s.now()) {
		return api.Identity{}, errOver
	}
	s.touch(ctx, &found)
	return found.identity(id, expires), nil
}

// touch notes that the link was used. Where that fails, on a replica for example, it lets read
// all the same.
func (s *Store) touch(ctx context.Context, r *row) {
	now := s.now()
	if r.LastUsedAt != nil && now.Sub(*r.LastUsedAt) < precision {
		return
	}
	err := s.within(ctx, r.Tenant, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `update web.auditor_links set last_used_at = $3 where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at < $3)`, r.Tenant, r.ID, now)
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "note the use of an auditors' link", "link", r.ID, "error", err)
	}
}
