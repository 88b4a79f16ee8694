// Package auditor keeps links by which auditors read without an account, in the tables
// web.auditor_links and web.auditor_sessions (GAP-06). Of secrets it keeps the SHA-256 of 256
// random bits. A link is exchanged for a session when it is opened, so its secret is in no
// other address, and each time stands in the log.
package auditor

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var _ api.AuditorLinks = (*Store)(nil)

// Store implements api.AuditorLinks on PostgreSQL.
type Store struct {
	pool    *pgxpool.Pool
	now     func() time.Time
	log     *slog.Logger
	journal api.Journal
}

// New makes a store, which tells in the journal of links that are made, opened and revoked. The
// pool runs as coresync_app or coresync_engine.
func New(pool *pgxpool.Pool, now func() time.Time, log *slog.Logger, journal api.Journal) *Store {
	return &Store{pool: pool, now: func() time.Time { return now().UTC().Truncate(time.Microsecond) }, log: log, journal: journal}
}

// within runs f in a transaction that row security shows one tenant.
func (s *Store) within(ctx context.Context, tenant uuid.UUID, f func(tx pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select set_config('coresync.tenant', $1, true)`, tenant.String()); err != nil {
			return fmt.Errorf("name the tenant of the transaction: %w", err)
		}
		return f(tx)
	})
}

// note tells in the workspace's log what became of a link.
func (s *Store) note(ctx context.Context, tenant uuid.UUID, actor string, link uuid.UUID, p event.Payload) error {
	if err := s.journal.Note(ctx, tenant, actor, event.AuditorStream(link), p); err != nil {
		return fmt.Errorf("tell in the log of %s of auditors' link %s: %w", p.EventType(), link, err)
	}
	return nil
}
