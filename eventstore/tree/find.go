package tree

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

const selectEventID = `select ` + eventstore.EventColumns + ` from eventstore.events
where tenant_id = $1 and event_id = $2 and recorded_at >= $3 and recorded_at < $4 limit 1`

// ErrNoEvent is the answer for an id that no event of the log has.
var ErrNoEvent = errors.New("no event of this log has this id")

// FindEvent looks for an event by its id. No index knows ids (one costs a fifth of
// an append's rate): the time in a UUIDv7 tells which months to read. Error:
// ErrNoEvent.
func FindEvent(ctx context.Context, q db, tenant, id uuid.UUID) (event.Recorded, error) {
	windows := [][2]time.Time{{time.Unix(0, 0), time.Unix(1<<40, 0)}}
	if id.Version() == 7 {
		at := time.Unix(id.Time().UnixTime())
		windows = [][2]time.Time{{at.Add(-time.Hour), at.Add(24 * time.Hour)}, windows[0]}
	}
	for _, w := range windows {
		rows, err := q.Query(ctx, selectEventID, tenant, id, w[0], w[1])
		if err != nil {
			return event.Recorded{}, fmt.Errorf("look for event %s: %w", id, err)
		}
		var found event.Recorded
		if rows.Next() {
			if found, err = eventstore.ScanEvent(rows); err == nil {
				found = eventstore.Clone(found)
			}
		}
		rows.Close()
		if err = errors.Join(err, rows.Err()); err != nil {
			return event.Recorded{}, fmt.Errorf("look for event %s: %w", id, err)
		}
		if found.Position > 0 {
			return found, nil
		}
	}
	return event.Recorded{}, fmt.Errorf("event %s: %w", id, ErrNoEvent)
}
