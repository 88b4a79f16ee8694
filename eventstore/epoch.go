package eventstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// NewEpoch gives a log a new epoch and lets it take appends again, in the caller's
// transaction, which holds the lock of the log from then on: append the event that
// says so with AppendTx, and commit. The answer is where the log stood, with its
// former epoch and the reason why it was read-only. Use tree.ForkLog, which does
// all of it. Error: ErrNoTenant.
func (s *Store) NewEpoch(ctx context.Context, tx pgx.Tx, tenant, epoch uuid.UUID) (former Head, err error) {
	former.Tenant = tenant
	batch := &pgx.Batch{}
	batch.Queue(lockLogSQL, tenant.String())
	batch.Queue(tenantSQL, tenant).QueryRow(func(r pgx.Row) error { return r.Scan(&former.Epoch, &former.ReadOnly) })
	batch.Queue(`update eventstore.tenants set epoch = $2, read_only = null where tenant_id = $1`, tenant, epoch)
	// Without the bound of newestSQL: the log may have gone back.
	batch.Queue(newestSQL, tenant, time.Time{}).QueryRow(func(r pgx.Row) error {
		err := r.Scan(&former.Position, &former.RecordedAt)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	err = tx.SendBatch(ctx, batch).Close()
	if errors.Is(err, pgx.ErrNoRows) {
		return Head{}, fmt.Errorf("tenant %s: %w", tenant, ErrNoTenant)
	}
	if err != nil {
		return Head{}, fmt.Errorf("give tenant %s a new epoch: %w", tenant, err)
	}
	return former, nil
}

// ReadOnlyLogs lists the tenants whose logs take no appends, with the reasons.
func (s *Store) ReadOnlyLogs(ctx context.Context) (map[uuid.UUID]string, error) {
	rows, err := s.pool.Query(ctx, `select tenant_id, read_only from eventstore.tenants where read_only is not null`)
	if err != nil {
		return nil, fmt.Errorf("list the logs that are read-only: %w", err)
	}
	reasons := make(map[uuid.UUID]string)
	var tenant uuid.UUID
	var reason string
	_, err = pgx.ForEachRow(rows, []any{&tenant, &reason}, func() error {
		reasons[tenant] = reason
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the logs that are read-only: %w", err)
	}
	return reasons, nil
}
