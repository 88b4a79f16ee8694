package eventstore

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// partitions remembers which months of recorded_at have a partition.
type partitions struct {
	mu    sync.Mutex
	known map[string]bool
}

func month(t time.Time) string { return t.UTC().Format("2006-01") }

// ensure makes the partition for an instant unless it is known to be there. It
// runs outside the append's transaction, since it takes locks on the table.
func (p *partitions) ensure(ctx context.Context, pool *pgxpool.Pool, at time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known[month(at)] {
		return nil
	}
	if _, err := pool.Exec(ctx, "select eventstore.ensure_partition($1)", at); err != nil {
		return fmt.Errorf("make the partition of %s: %w", month(at), err)
	}
	if p.known == nil {
		p.known = make(map[string]bool)
	}
	p.known[month(at)] = true
	return nil
}

// MakePartitions makes the partitions of this month and the next two, so that an
// append never waits for one. Call it at start and once a day.
func (s *Store) MakePartitions(ctx context.Context) error {
	first := s.cfg.Clock().UTC()
	first = time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC)
	for m := range 3 {
		if err := s.partitions.ensure(ctx, s.pool, first.AddDate(0, m, 0)); err != nil {
			return err
		}
	}
	return nil
}
