// Package token keeps API tokens in the table web.tokens: of a secret only its
// SHA-256. A token is coresync_<id>_<secret>, both in base32.
package token

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var _ api.Tokens = (*Store)(nil)

// Store implements api.Tokens on PostgreSQL.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
	log  *slog.Logger

	journal api.Journal
}

// New makes a store, which tells in the journal of tokens that are made and revoked. The pool runs as coresync_app or coresync_engine.
func New(pool *pgxpool.Pool, now func() time.Time, log *slog.Logger, journal api.Journal) *Store {
	return &Store{pool: pool, now: now, log: log, journal: journal}
}

// columns are those of row, in its order.
const columns = `tenant_id, id, name, secret_hash, role, permissions, created_by, created_at, expires_at, last_used_at, revoked_at`

// within runs f in a transaction that row security shows one tenant.
func (s *Store) within(ctx context.Context, tenant uuid.UUID, f func(tx pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select set_config('coresync.tenant', $1, true)`, tenant.String()); err != nil {
			return fmt.Errorf("name the tenant of the transaction: %w", err)
		}
		return f(tx)
	})
}
