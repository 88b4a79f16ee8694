package eventstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Tenant is a customer of this installation: an MSP with a log of its own.
type Tenant struct {
	ID        uuid.UUID
	Name      string
	Partition int16 // which subscriber carries it
}

// CreateTenant makes a log. It is no error if a tenant of this id is there.
func (s *Store) CreateTenant(ctx context.Context, t Tenant) error {
	_, err := s.pool.Exec(ctx, `insert into eventstore.tenants (tenant_id, name, partition, created_at)
		values ($1, $2, $3, $4) on conflict do nothing`, t.ID, t.Name, t.Partition, s.cfg.Clock())
	if err != nil {
		return fmt.Errorf("create tenant %s: %w", t.ID, err)
	}
	return nil
}

// Tenants lists all tenants in order of id.
func (s *Store) Tenants(ctx context.Context) ([]Tenant, error) {
	rows, err := s.pool.Query(ctx, `select tenant_id, name, partition from eventstore.tenants order by tenant_id`)
	if err != nil {
		return nil, fmt.Errorf("list tenants: %w", err)
	}
	tenants, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Tenant])
	if err != nil {
		return nil, fmt.Errorf("list tenants: %w", err)
	}
	return tenants, nil
}

// SetReadOnly stops appends to a log, with a reason that writers are told; an
// empty reason allows them again.
func (s *Store) SetReadOnly(ctx context.Context, tenant uuid.UUID, reason string) error {
	tag, err := s.pool.Exec(ctx, `update eventstore.tenants set read_only = nullif($2, '') where tenant_id = $1`, tenant, reason)
	if err != nil {
		return fmt.Errorf("set tenant %s read-only: %w", tenant, err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("tenant %s: %w", tenant, ErrNoTenant)
	}
	return nil
}

// Head implements Log.
func (s *Store) Head(ctx context.Context, tenant uuid.UUID) (Head, error) {
	head := Head{Tenant: tenant}
	err := s.pool.QueryRow(ctx, tenantSQL, tenant).Scan(&head.Epoch, &head.ReadOnly)
	if errors.Is(err, pgx.ErrNoRows) {
		return Head{}, fmt.Errorf("tenant %s: %w", tenant, ErrNoTenant)
	}
	if err != nil {
		return Head{}, fmt.Errorf("read the head of tenant %s: %w", tenant, err)
	}
	seen := s.markOf(tenant)
	err = s.pool.QueryRow(ctx, newestSQL, tenant, seen.recordedAt).Scan(&head.Position, &head.RecordedAt)
	if errors.Is(err, pgx.ErrNoRows) && seen.position > 0 { // the log went back, behind the bound
		err = s.pool.QueryRow(ctx, newestSQL, tenant, time.Time{}).Scan(&head.Position, &head.RecordedAt)
	}
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Head{}, fmt.Errorf("read the head of tenant %s: %w", tenant, err)
	}
	s.setMark(tenant, mark{head.Position, head.RecordedAt})
	return head, nil
}
