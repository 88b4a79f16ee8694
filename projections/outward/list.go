package outward

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Delivery is what a subscription was told together, and what became of it.
type Delivery struct {
	ID        uuid.UUID
	Seq       int64 // of its first notice, to page by
	Notices   int   // that it holds
	From, To  int64 // positions of the log
	CreatedAt time.Time
	TriedAt   time.Time     // zero: not yet
	Took      time.Duration // of the last try
	Attempts  int
	Replays   int
	Status    int // of the last answer; 0: there was none
	Taken     bool
	Error     string
}

// Deliveries lists those of a subscription, the newest first, before one of them; 0: from
// the newest on.
func Deliveries(ctx context.Context, pool *pgxpool.Pool, tenant, subscription uuid.UUID, before int64, limit int) ([]Delivery, error) {
	rows, err := pool.Query(ctx, `select id, first_seq, cardinality(seqs), first_position, last_position, created_at, coalesce(tried_at, 'epoch'), coalesce(took, '0'), attempts, replays,
			coalesce(status, 0), outcome is not null, error
		from outward.deliveries where tenant_id = $1 and subscription = $2 and ($3 = 0 or last_seq < $3) order by last_seq desc limit $4`, tenant, subscription, before, limit)
	if err != nil {
		return nil, fmt.Errorf("list what subscription %s was told: %w", subscription, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Delivery])
	if err != nil {
		return nil, fmt.Errorf("list what subscription %s was told: %w", subscription, err)
	}
	for i := range all {
		if all[i].TriedAt.Unix() == 0 {
			all[i].TriedAt = time.Time{}
		}
	}
	return all, nil
}
