package topic

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/eventstore"

	"github.com/google/uuid"
)

// Range is what one message stands for: the events of one tenant after a
// position up to another. Positions have no gaps, so it holds To-After events.
type Range struct {
	Tenant   uuid.UUID `json:"tenant"`
	Consumer string    `json:"consumer"`
	After    int64     `json:"after"` // the checkpoint
	To       int64     `json:"to"`    // inclusive; the checkpoint after the ack

	// AfterRecordedAt and ToRecordedAt bound recorded_at of the range's events, so
	// that a read of them touches the fitting partitions of the table only. The
	// first is zero at the beginning of a log.
	AfterRecordedAt time.Time `json:"after_recorded_at,omitzero"`
	ToRecordedAt    time.Time `json:"to_recorded_at"`

	Head    int64  `json:"head"`    // newest position known, at least To
	Attempt int    `json:"attempt"` // 1, then one more for each failure in this process
	State   []byte `json:"-"`       // what SetState kept beside the checkpoint
}

// Events is the number of events of the range.
func (r Range) Events() int64 { return r.To - r.After }

// Query selects the range's events.
func (r Range) Query() eventstore.Query {
	return eventstore.Query{After: r.After, To: r.To, Since: r.AfterRecordedAt, Until: r.ToRecordedAt}
}

// id names the message of a range.
func (r Range) id() string {
	return fmt.Sprintf("%s/%s/%d-%d", r.Consumer, r.Tenant, r.After, r.To)
}

// Counts says what became of the events of a range. They add up to their number.
type Counts struct {
	Applied, Ignored, Superseded, Failed int64
}

func (c Counts) sum() int64 { return c.Applied + c.Ignored + c.Superseded + c.Failed }

// ErrNoDelivery says that a context is not that of a message of this package.
var ErrNoDelivery = errors.New("the context belongs to no message of the log; pass on the one of msg.Context()")

// Report says what became of the range's events; the checkpoint adds it up. A
// handler that doesn't report has applied all of them. Error: ErrNoDelivery.
func Report(ctx context.Context, c Counts) error {
	d := deliveryOf(ctx)
	if d == nil {
		return ErrNoDelivery
	}
	d.counts, d.counted = c, true
	return nil
}

// SetState keeps bytes beside the checkpoint; the next Range.State has them.
// They count only if the message is acked. Error: ErrNoDelivery.
func SetState(ctx context.Context, state []byte) error {
	d := deliveryOf(ctx)
	if d == nil {
		return ErrNoDelivery
	}
	d.newState = state
	return nil
}
