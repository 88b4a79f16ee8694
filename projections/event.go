package projections

import (
	"time"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Event is an event as folds see it: Body is what the model's Decode made of the
// payload. Personal members in it are sealed, since folds are pure; rows keep them
// sealed, with the id of their event, and readers open them.
type Event struct {
	Tenant     uuid.UUID
	Position   int64
	Stream     string
	Version    int64
	ID         uuid.UUID
	Type       event.Type
	OccurredAt time.Time
	RecordedAt time.Time
	Actor      string
	Body       any

	fault error // of Decode; then Body is nil
}

// Range is a run of positions of one tenant's log: After is not part of it, To is.
type Range struct {
	Tenant    uuid.UUID
	After, To int64
}
