package topic

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// rowQuerier is what a publisher needs of a pool.
type rowQuerier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Publisher appends messages to the log. It implements message.Publisher.
//
// A message names tenant, stream, type and actor in its metadata; its payload is
// the event's JSON. Publishing a message again with the same UUID appends nothing.
// A message whose context is that of a consumed one is appended in that one's
// transaction: consumed and produced become true together.
type Publisher struct {
	log      eventstore.Log
	db       rowQuerier
	registry *event.Registry

	mu     sync.RWMutex // held for reading while something is published
	closed bool
}

// NewPublisher makes a publisher; db tells which topic a tenant belongs to.
func NewPublisher(log eventstore.Log, db rowQuerier, registry *event.Registry) *Publisher {
	return &Publisher{log: log, db: db, registry: registry}
}

// TenantTopicError says that a message was published to a topic that its tenant
// doesn't belong to: no subscriber of the topic would ever see it.
type TenantTopicError struct {
	Tenant       uuid.UUID
	Topic, Right string
}

func (e *TenantTopicError) Error() string {
	return fmt.Sprintf("tenant %s belongs to topic %s, not to %s", e.Tenant, e.Right, e.Topic)
}

// Publish appends the messages in order. When one fails, it and those after it
// are not appended.
// Errors: *UnknownTopicError, *TenantTopicError, *MessageError, *event.UnknownTypeError,
// ErrClosed and those of eventstore.Log.
func (p *Publisher) Publish(topic string, messages ...*message.Message) error {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.closed {
		return fmt.Errorf("publish to %s: %w", topic, ErrClosed)
	}
	if _, err := Partition(topic); err != nil {
		return err
	}
	checked := make(map[uuid.UUID]bool)
	for len(messages) > 0 {
		n := together(messages)
		a, err := p.appendOf(messages[:n])
		if err != nil {
			return fmt.Errorf("publish to %s: %w", topic, err)
		}
		ctx := messages[0].Context()
		if !checked[a.Tenant] {
			if err := p.check(ctx, a.Tenant, topic); err != nil {
				return fmt.Errorf("publish to %s: %w", topic, err)
			}
			checked[a.Tenant] = true
		}
		if err := p.append(ctx, a); err != nil {
			return fmt.Errorf("publish to %s: %w", topic, err)
		}
		messages = messages[n:]
	}
	return nil
}

// Close waits for what is being published; nothing is after it.
func (p *Publisher) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	return nil
}

// together counts the messages at the front that are one append.
func together(messages []*message.Message) int {
	id := messages[0].Metadata.Get(MetaAppend)
	n := 1
	for id != "" && n < len(messages) && messages[n].Metadata.Get(MetaAppend) == id {
		n++
	}
	return n
}

func (p *Publisher) check(ctx context.Context, tenant uuid.UUID, topic string) error {
	var partition int16
	err := p.db.QueryRow(ctx, `select partition from eventstore.tenants where tenant_id = $1`, tenant).Scan(&partition)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return fmt.Errorf("tenant %s: %w", tenant, eventstore.ErrNoTenant)
	case err != nil:
		return fmt.Errorf("topic of tenant %s: %w", tenant, err)
	case Name(partition) != topic:
		return &TenantTopicError{Tenant: tenant, Topic: topic, Right: Name(partition)}
	}
	return nil
}

func (p *Publisher) append(ctx context.Context, a eventstore.Append) error {
	d := deliveryOf(ctx)
	if d == nil {
		_, err := p.log.Append(ctx, a)
		return err
	}
	tx, _ := TxFromContext(ctx)
	appended, err := p.log.AppendTx(ctx, tx, a)
	if err != nil {
		return err
	}
	d.committed = append(d.committed, func() { p.log.Committed(appended) })
	return nil
}
