package tree

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Fork is the decision of a person to go on with a restored log and to give up the
// events behind Position that were lost.
type Fork struct {
	Tenant        uuid.UUID
	Former, Epoch uuid.UUID
	Position      int64 // where the restored log stands
	Reason        string
	At            time.Time
}

// RecordFork keeps the decision, in the transaction that gives the tenant its new
// epoch: from then on Check takes heads of the former one as history. It is no error
// if that was left before.
func RecordFork(ctx context.Context, tx pgx.Tx, f Fork) error {
	_, err := tx.Exec(ctx, `insert into eventstore.tree_forks (tenant_id, former_epoch, epoch, position, reason, forked_at)
		values ($1, $2, $3, $4, $5, $6) on conflict do nothing`, f.Tenant, f.Former, f.Epoch, f.Position, f.Reason, f.At)
	if err != nil {
		return fmt.Errorf("record that tenant %s was forked: %w", f.Tenant, err)
	}
	return nil
}
