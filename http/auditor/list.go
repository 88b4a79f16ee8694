package auditor

import (
	"context"
	"errors"
	"fmt"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// List implements api.AuditorLinks.
func (s *Store) List(ctx context.Context, tenant uuid.UUID) ([]api.AuditorLink, error) {
	var found []row
	err := s.within(ctx, tenant, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `select `+columns+` from web.auditor_links where tenant_id = $1 order by created_at desc, id limit 500`, tenant)
		if err != nil {
			return err
		}
		found, err = pgx.CollectRows(rows, pgx.RowToStructByPos[row])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list auditors' links: %w", err)
	}
	links := make([]api.AuditorLink, len(found))
	for i := range found {
		links[i] = found[i].link(s.now())
	}
	return links, nil
}

// Get implements api.AuditorLinks.
func (s *Store) Get(ctx context.Context, tenant, id uuid.UUID) (api.AuditorLink, error) {
	var found row
	err := s.within(ctx, tenant, func(tx pgx.Tx) (err error) {
		found, err = one(tx.Query(ctx, `select `+columns+` from web.auditor_links where tenant_id = $1 and id = $2`, tenant, id))
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return api.AuditorLink{}, domain.NotFound("auditor_link")
	}
	if err != nil {
		return api.AuditorLink{}, fmt.Errorf("show auditors' link %s: %w", id, err)
	}
	return found.link(s.now()), nil
}

// one reads the only row of a query.
func one(rows pgx.Rows, err error) (row, error) {
	if err != nil {
		return row{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[row])
}

// Revoke implements api.AuditorLinks. One that is revoked already stays as it is.
func (s *Store) Revoke(ctx context.Context, tenant uuid.UUID, actor string, id uuid.UUID) error {
	first := false
	err := s.within(ctx, tenant, func(tx pgx.Tx) error {
		var before bool
		err := tx.QueryRow(ctx, `select revoked_at is not null from web.auditor_links where tenant_id = $1 and id = $2 for update`, tenant, id).Scan(&before)
		if errors.Is(err, pgx.ErrNoRows) {
			return domain.NotFound("auditor_link")
		}
		if err != nil || before {
			return err
		}
		first = true
		if _, err = tx.Exec(ctx, `update web.auditor_links set revoked_at = $3 where tenant_id = $1 and id = $2`, tenant, id, s.now()); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `delete from web.auditor_sessions where tenant_id = $1 and link_id = $2 and expires_at <= $3`, tenant, id, s.now())
		return err
	})
	if err != nil {
		return fmt.Errorf("revoke auditors' link %s: %w", id, err)
	}
	if !first {
		return nil
	}
	return s.note(ctx, tenant, actor, id, &event.AuditorLinkRevoked{Link: id})
}
