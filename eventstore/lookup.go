package eventstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Lookup tells whether an append with this id was made, and where. A command asks
// it before it decides anew: after the first attempt the state has changed, and
// the second decision would be another. Versions are not part of the answer.
func (s *Store) Lookup(ctx context.Context, tenant, appendID uuid.UUID) (Appended, bool, error) {
	return s.LookupAny(ctx, tenant, []uuid.UUID{appendID})
}

// LookupAny is Lookup for a command of several appends: the newest of those that were made.
func (s *Store) LookupAny(ctx context.Context, tenant uuid.UUID, appendIDs []uuid.UUID) (Appended, bool, error) {
	done := Appended{Tenant: tenant, Replayed: true}
	err := s.pool.QueryRow(ctx, `select a.first_position, a.last_position, a.recorded_at, t.epoch
		from eventstore.appends a join eventstore.tenants t using (tenant_id)
		where a.tenant_id = $1 and a.append_id = any($2) order by a.last_position desc limit 1`, tenant, appendIDs).
		Scan(&done.First, &done.Last, &done.RecordedAt, &done.Epoch)
	if errors.Is(err, pgx.ErrNoRows) {
		return Appended{}, false, nil
	}
	if err != nil {
		return Appended{}, false, fmt.Errorf("look up append %v: %w", appendIDs, err)
	}
	return done, true, nil
}
