package eventstore

import (
	"context"
	"fmt"
	"time"
)

// appendsLive is how long a repeated append gets its first answer.
const appendsLive = 30 * 24 * time.Hour

// forgetBatch bounds how many rows one transaction deletes.
const forgetBatch = 5000

// Housekeep makes the partitions of the coming months and forgets the ids of
// appends that are older than 30 days. Call it at start and every hour; several
// processes may do so at once.
func (s *Store) Housekeep(ctx context.Context) error {
	if err := s.MakePartitions(ctx); err != nil {
		return err
	}
	before := s.cfg.Clock().Add(-appendsLive)
	for {
		// last_position = 0: an append that is under way; its row is locked anyway.
		tag, err := s.pool.Exec(ctx, `delete from eventstore.appends where (tenant_id, append_id) in (
			select tenant_id, append_id from eventstore.appends
			where recorded_at < $1 and last_position > 0 limit $2 for update skip locked)`, before, forgetBatch)
		if err != nil {
			return fmt.Errorf("forget the ids of old appends: %w", err)
		}
		if tag.RowsAffected() < forgetBatch {
			return nil
		}
	}
}
