package topic

import (
	"context"
	"fmt"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// How many events an event subscriber reads at once, and how many it keeps for
// tenants that take turns. Events never change, so what was read ahead stays
// true; only the checkpoint decides which is next.
const (
	readAhead = 64
	readKept  = 1024
)

// NewEventSubscriber makes a subscriber that hands out one message an event: for
// handlers and for what leaves the program. The registry gives the events their
// present shape; a type that it doesn't know is an error that is reported and
// stops the tenant, since skipping it would lose it.
func NewEventSubscriber(pool *pgxpool.Pool, waker *Waker, registry *event.Registry, cfg Config) (*Subscriber, error) {
	s, err := newSubscriber(pool, waker, cfg, func() maker {
		return &events{registry: registry, ahead: make(map[uuid.UUID][]event.Recorded)}
	})
	if err != nil {
		return nil, err
	}
	s.limit = 1
	return s, nil
}

// EventFromContext gives a handler the event of its message, as the log holds it.
func EventFromContext(ctx context.Context) (event.Recorded, bool) {
	d := deliveryOf(ctx)
	if d == nil || d.event == nil {
		return event.Recorded{}, false
	}
	return *d.event, true
}

// events makes the messages of one subscription of an event subscriber.
type events struct {
	registry *event.Registry
	ahead    map[uuid.UUID][]event.Recorded
	kept     int
}

func (s *events) message(ctx context.Context, d *delivery) (*message.Message, error) {
	e, ok := s.taken(d.rng)
	if !ok {
		if err := s.read(ctx, d); err != nil {
			return nil, err
		}
		if e, ok = s.taken(d.rng); !ok {
			return nil, fmt.Errorf("%s: the log has no event at position %d", d.rng.id(), d.rng.To)
		}
	}
	d.event = &e
	msg, err := EventMessage(s.registry, e)
	if err != nil {
		s.drop(d.rng.Tenant) // the next attempt reads again, in case that somebody repaired it
	}
	return msg, err
}

func (s *events) drop(tenant uuid.UUID) {
	s.kept -= len(s.ahead[tenant])
	delete(s.ahead, tenant)
}

// taken looks for the event among those that were read ahead, and drops what lies
// before it. It stays itself, for the case that it must be delivered again.
func (s *events) taken(r Range) (event.Recorded, bool) {
	ahead := s.ahead[r.Tenant]
	if len(ahead) == 0 || ahead[0].Position > r.To {
		return event.Recorded{}, false
	}
	skip := min(r.To-ahead[0].Position, int64(len(ahead)))
	s.kept -= int(skip)
	if ahead = ahead[skip:]; len(ahead) == 0 {
		delete(s.ahead, r.Tenant)
		return event.Recorded{}, false
	}
	s.ahead[r.Tenant] = ahead
	return ahead[0], true
}

func (s *events) read(ctx context.Context, d *delivery) error {
	s.drop(d.rng.Tenant)
	if s.kept > readKept {
		clear(s.ahead)
		s.kept = 0
	}
	var read []event.Recorded
	q := eventstore.Query{After: d.rng.After, Since: d.rng.AfterRecordedAt, Limit: readAhead}
	err := eventstore.ReadWith(ctx, d.tx, d.rng.Tenant, q, func(e event.Recorded) error {
		read = append(read, eventstore.Clone(e))
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", d.rng.id(), err)
	}
	s.ahead[d.rng.Tenant] = read
	s.kept += len(read)
	return nil
}
