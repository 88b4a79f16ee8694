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
	done := Appended{Tenant: tenant, Replayed: true}
	err := s.pool.QueryRow(ctx, `select a.first_position, a.last_position, a.recorded_at, t.epoch
		from eventstore.appends a join eventstore.tenants t using (tenant_id)
		where a.tenant_id = $1 and a.append_id = $2`, tenant, appendID).
		Scan(&done.First, &done.Last, &done.RecordedAt, &done.Epoch)
	if errors.Is(err, pgx.ErrNoRows) {
		return Appended{}, false, nil
	}
	if err != nil {
		return Appended{}, false, fmt.Errorf("look up append %s: %w", appendID, err)
	}
	return done, true, nil
}
