package topic

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrClosed is the answer of what was closed before.
var ErrClosed = errors.New("it is closed")

// Subscriber reads the log by position. It implements message.Subscriber.
type Subscriber struct {
	pool  *pgxpool.Pool
	waker *Waker
	cfg   Config
	limit int // events of one message, at most
	maker func() maker

	mu      sync.Mutex
	closed  bool
	closing chan struct{} // closed by Close
	running sync.WaitGroup
}

// maker makes the messages of one subscription out of claimed ranges.
type maker interface {
	message(ctx context.Context, d *delivery) (*message.Message, error)
}

// NewRangeSubscriber makes a subscriber that hands out one message for up to
// cfg.BatchSize events of one tenant. The payload is the Range as JSON; the
// handler takes range and transaction from the message's context.
func NewRangeSubscriber(pool *pgxpool.Pool, waker *Waker, cfg Config) (*Subscriber, error) {
	return newSubscriber(pool, waker, cfg, func() maker { return ranges{} })
}

func newSubscriber(pool *pgxpool.Pool, waker *Waker, cfg Config, m func() maker) (*Subscriber, error) {
	cfg.setDefaults()
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("subscriber of %q: %w", cfg.Consumer, err)
	}
	return &Subscriber{pool: pool, waker: waker, cfg: cfg, limit: cfg.BatchSize, maker: m, closing: make(chan struct{})}, nil
}

// Subscribe starts to read a topic. One message is out at a time; the tenants of
// the topic take turns. The channel is closed when ctx is done or Close was
// called, in both cases after the handler at work has finished or CloseTimeout
// has passed. The context of a message keeps the values of ctx, but survives its
// end, so that the handler can finish.
// Errors: *UnknownTopicError, ErrClosed.
func (s *Subscriber) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	partition, err := Partition(topic)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, fmt.Errorf("subscribe %s to %s: %w", s.cfg.Consumer, topic, ErrClosed)
	}
	sub := newSubscription(s, topic, partition)
	if err := s.waker.add(sub); err != nil {
		return nil, fmt.Errorf("subscribe %s to %s: %w", s.cfg.Consumer, topic, err)
	}
	s.running.Go(func() {
		defer s.waker.remove(sub)
		sub.run(ctx)
	})
	return sub.out, nil
}

// Close stops taking events, lets the handlers at work finish within
// CloseTimeout, rolls back what hasn't by then, and closes the channels. It may
// be called more than once.
func (s *Subscriber) Close() error {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.closing)
	}
	s.mu.Unlock()
	s.running.Wait()
	return nil
}

// ranges makes the messages of a range subscriber.
type ranges struct{}

func (ranges) message(_ context.Context, d *delivery) (*message.Message, error) {
	body, err := json.Marshal(d.rng)
	if err != nil {
		return nil, fmt.Errorf("message of %s: %w", d.rng.id(), err)
	}
	msg := message.NewMessage(d.rng.id(), body)
	msg.Metadata.Set(MetaTenant, d.rng.Tenant.String())
	return msg, nil
}
