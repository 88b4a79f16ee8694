// Package user keeps the people who work with the program, in the tables
// web.users, web.sessions, web.links, web.attempts and web.refusals. Of passwords it keeps
// argon2id hashes, of sessions and links the SHA-256 of 256 random bits.
package user

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var (
	_ api.Users    = (*Store)(nil)
	_ api.Sessions = (*Store)(nil)
)

// Letters send links by mail; nil: there is no mail.
type Letters struct {
	Reset  func(ctx context.Context, tenant uuid.UUID, to api.User, link api.NewLink) error
	Invite func(ctx context.Context, tenant uuid.UUID, to api.User, link api.NewLink) error
}

// Store implements api.Users and api.Sessions on PostgreSQL.
type Store struct {
	pool     *pgxpool.Pool
	now      func() time.Time
	log      *slog.Logger
	settings api.Settings
	letters  Letters
	journal  api.Journal
	sending  sync.WaitGroup // what goes on after the answer
}

// New makes a store, which tells in the journal who came in. The pool runs as coresync_app or coresync_engine; settings take
// what the first person says about the workspace.
func New(pool *pgxpool.Pool, now func() time.Time, log *slog.Logger, settings api.Settings, letters Letters, journal api.Journal) *Store {
	return &Store{pool: pool, now: func() time.Time { return now().UTC().Truncate(time.Microsecond) }, log: log, settings: settings, letters: letters, journal: journal}
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
