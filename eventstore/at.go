package eventstore

import (
	"context"
	"fmt"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// EventsAt returns the events at the given positions, by position; a position
// beyond the head is missing in the map. It is for following a stream's
// SnapshotPosition, many streams at a time.
func (s *Store) EventsAt(ctx context.Context, tenant uuid.UUID, positions []int64) (map[int64]event.Recorded, error) {
	events := make(map[int64]event.Recorded, len(positions))
	if len(positions) == 0 {
		return events, nil
	}
	rows, err := s.pool.Query(ctx, `select `+EventColumns+` from eventstore.events
		where tenant_id = $1 and position = any($2)`, tenant, positions)
	if err != nil {
		return nil, fmt.Errorf("read %d events by position: %w", len(positions), err)
	}
	defer rows.Close()
	for rows.Next() {
		e, err := ScanEvent(rows)
		if err != nil {
			return nil, fmt.Errorf("read %d events by position: %w", len(positions), err)
		}
		events[e.Position] = Clone(e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read %d events by position: %w", len(positions), err)
	}
	return events, nil
}
