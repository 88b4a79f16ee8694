package eventstore

import (
	"context"
	"fmt"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// NewestOf returns, by stream, its newest events up to a position, at most so many of
// each, the newest first; a stream without any is missing in the map. What it costs
// doesn't grow with the streams' histories.
func (s *Store) NewestOf(ctx context.Context, tenant uuid.UUID, streams []string, to int64, most int) (map[string][]event.Recorded, error) {
	found := make(map[string][]event.Recorded, len(streams))
	rows, err := s.pool.Query(ctx, `select e.* from unnest($2::text[]) as n (stream)
		cross join lateral (
			select `+EventColumns+` from eventstore.events
			where tenant_id = $1 and stream = n.stream and position <= $3
			order by position desc limit $4
		) e`, tenant, streams, to, most)
	if err != nil {
		return nil, fmt.Errorf("read the newest events of %d streams: %w", len(streams), err)
	}
	defer rows.Close()
	for rows.Next() {
		e, err := ScanEvent(rows)
		if err != nil {
			return nil, fmt.Errorf("read the newest events of %d streams: %w", len(streams), err)
		}
		found[e.Stream] = append(found[e.Stream], Clone(e))
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the newest events of %d streams: %w", len(streams), err)
	}
	return found, nil
}
