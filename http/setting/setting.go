// Package setting keeps what a workspace has set for itself, in the table
// web.settings. Nothing is derived from it, so it is no part of the log.
package setting

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var _ api.Settings = (*Store)(nil)

// Store implements api.Settings on PostgreSQL.
type Store struct {
	pool     *pgxpool.Pool
	now      func() time.Time
	defaults func(ctx context.Context, tenant uuid.UUID) (api.Workspace, error)
}

// New makes a store. The pool runs as coresync_app or coresync_engine. defaults
// tells what holds for a workspace that has set nothing: its name and the zone of
// the program's settings; an unknown tenant is domain.CodeNotFound.
func New(pool *pgxpool.Pool, now func() time.Time,
	defaults func(ctx context.Context, tenant uuid.UUID) (api.Workspace, error),
) *Store {
	return &Store{pool: pool, now: now, defaults: defaults}
}

// Get implements api.Settings.
func (s *Store) Get(ctx context.Context, tenant uuid.UUID) (found api.Workspace, err error) {
	err = s.within(ctx, tenant, func(tx pgx.Tx) error {
		found, err = s.load(ctx, tx, tenant)
		return err
	})
	return found, err
}

// load reads the settings, or the defaults.
func (s *Store) load(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) (api.Workspace, error) {
	var found api.Workspace
	err := tx.QueryRow(ctx, `select name, timezone, currency, version from web.settings where tenant_id = $1`, tenant).
		Scan(&found.Name, &found.Timezone, &found.Currency, &found.Version)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return s.defaults(ctx, tenant)
	case err != nil:
		return found, fmt.Errorf("read the settings of tenant %s: %w", tenant, err)
	}
	return found, nil
}

// Update implements api.Settings.
func (s *Store) Update(ctx context.Context, tenant uuid.UUID, actor string, expected *int64, p api.WorkspacePatch,
) (changed api.Workspace, err error) {
	err = s.within(ctx, tenant, func(tx pgx.Tx) error {
		if changed, err = s.load(ctx, tx, tenant); err != nil {
			return err
		}
		if expected != nil && *expected != changed.Version {
			return conflict()
		}
		if p.Name != nil {
			changed.Name = *p.Name
		}
		if p.Timezone != nil {
			changed.Timezone = *p.Timezone
		}
		if p.Currency != nil {
			if err := domain.Invalid(api.CheckCurrency(*p.Currency)); err != nil {
				return err
			}
			changed.Currency = *p.Currency
		}
		before := changed.Version
		changed.Version++
		return s.save(ctx, tx, tenant, actor, changed, before)
	})
	return changed, err
}

// save writes only where the version is still the one that was read: two writers
// at once, or two first ones, leave one of them with a conflict.
func (s *Store) save(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, actor string, w api.Workspace, before int64) error {
	done, err := tx.Exec(ctx, `insert into web.settings as s (tenant_id, name, timezone, currency, version, changed_by, changed_at)
		values ($1, $2, $3, $8, $4, $5, $6)
		on conflict (tenant_id) do update
		   set name = excluded.name, timezone = excluded.timezone, currency = excluded.currency, version = excluded.version,
		       changed_by = excluded.changed_by, changed_at = excluded.changed_at
		 where s.version = $7`,
		tenant, w.Name, w.Timezone, w.Version, actor, s.now(), before, w.Currency)
	switch {
	case err != nil:
		return fmt.Errorf("save the settings of tenant %s: %w", tenant, err)
	case done.RowsAffected() == 0:
		return conflict()
	}
	return nil
}

func conflict() error {
	return &domain.Error{Code: domain.CodeConflict, Reason: "version_conflict",
		Message: "Somebody else changed the settings in between. Load them again and decide again."}
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
