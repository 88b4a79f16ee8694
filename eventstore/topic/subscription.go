package topic

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
)

// subscription is one consumer on one topic: a queue of tenants that have events
// to read, and the goroutine that serves them in turn.
type subscription struct {
	*Subscriber
	partition int16
	log       *slog.Logger
	make      maker
	out       chan *message.Message
	wake      chan struct{} // capacity 1: the queue is not empty

	mu      sync.Mutex
	tenants map[uuid.UUID]*reader
	queue   []*reader
}

// reader is how far one tenant's log is known to reach and to be read. Guarded by
// subscription.mu, but for the fields that only the goroutine uses.
type reader struct {
	tenant   uuid.UUID
	head     int64
	position int64 // the checkpoint, as last seen
	waiting  bool  // in the queue, at work, or pausing: don't queue it again
	gone     bool  // the tenant is served by another topic now

	linger *time.Timer // while it waits for more events
	calm   time.Time   // until then it waits for more

	failures int // in a row; the goroutine's
	busy     int // tries in a row that found the lock taken; the goroutine's
}

func newSubscription(s *Subscriber, topic string, partition int16) *subscription {
	return &subscription{
		Subscriber: s, partition: partition, make: s.maker(),
		log:     s.cfg.Logger.With("consumer", s.cfg.Consumer, "topic", topic),
		out:     make(chan *message.Message),
		wake:    make(chan struct{}, 1),
		tenants: make(map[uuid.UUID]*reader),
	}
}

// reached is told where a tenant's log stands.
func (s *subscription) reached(tenant uuid.UUID, head int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.reader(tenant)
	r.head = max(r.head, head)
	s.enqueue(r)
}

// seen is what a poll found out about a tenant. It may set both numbers back: a
// checkpoint that was reset, or an older backup that was restored.
type seen struct {
	head, position int64
}

// polled is told about all tenants of the topic.
func (s *subscription) polled(all map[uuid.UUID]seen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for tenant, at := range all {
		r := s.reader(tenant)
		if !r.waiting { // what is at work knows better than a poll that began before
			r.head, r.position = at.head, at.position
		}
		r.head = max(r.head, at.head)
		s.enqueue(r)
	}
	for tenant, r := range s.tenants {
		if _, there := all[tenant]; !there {
			r.gone = true
			delete(s.tenants, tenant)
		}
	}
}

func (s *subscription) reader(tenant uuid.UUID) *reader {
	r, ok := s.tenants[tenant]
	if !ok {
		r = &reader{tenant: tenant}
		s.tenants[tenant] = r
	}
	return r
}

// enqueue puts a reader at the queue's end when it has something to read, at once
// or when it has lingered; mu is held.
func (s *subscription) enqueue(r *reader) {
	full := r.head-r.position >= int64(s.limit)
	if r.linger != nil && full && r.linger.Stop() {
		s.push(r)
		return
	}
	if r.waiting || r.gone || r.head <= r.position {
		return
	}
	r.waiting = true
	wait := max(s.cfg.Linger, time.Until(r.calm))
	if wait <= 0 || full {
		s.push(r)
		return
	}
	r.linger = time.AfterFunc(wait, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.push(r)
	})
}

// push puts a reader at the queue's end; mu is held.
func (s *subscription) push(r *reader) {
	r.linger = nil
	s.queue = append(s.queue, r)
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *subscription) next() (*reader, int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) > 0 {
		r := s.queue[0]
		s.queue = s.queue[1:]
		if !r.gone {
			return r, r.head
		}
	}
	s.queue = nil
	return nil, 0
}

// done takes a reader back after a turn; it pauses first when there is a pause.
func (s *subscription) done(r *reader, position int64, pause time.Duration) {
	if pause > 0 {
		time.AfterFunc(pause, func() { s.done(r, position, 0) })
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r.position, r.waiting = position, false
	s.enqueue(r)
}

// believe corrects a head that was not true, unless a newer one came meanwhile.
func (s *subscription) believe(r *reader, wrong, position int64) {
	s.mu.Lock()
	if r.head == wrong {
		r.head = position
	}
	s.mu.Unlock()
	s.done(r, position, 0)
}

// run serves the queue until ctx is done or the subscriber is closed.
func (s *subscription) run(ctx context.Context) {
	defer close(s.out)
	stopping, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-s.closing:
			stop()
		case <-stopping.Done():
		}
	}()
	for stopping.Err() == nil {
		r, head := s.next()
		if r == nil {
			select {
			case <-s.wake:
			case <-stopping.Done():
			}
			continue
		}
		s.serve(stopping, r, head)
	}
}

// calm lets the next range of a reader wait for more events where the last one held
// nothing for the consumer.
func (s *subscription) calm(r *reader, ignored bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.calm = time.Time{}
	if ignored {
		r.calm = time.Now().Add(s.cfg.Calm)
	}
}

// serve gives a tenant its turn and decides when the next one is.
func (s *subscription) serve(ctx context.Context, r *reader, head int64) {
	t := &turn{s: s, tenant: r.tenant, head: head, attempt: r.failures + 1}
	position, result, err := t.take(ctx)
	switch result {
	case moved:
		r.failures, r.busy = 0, 0
		s.calm(r, t.ignored)
		s.done(r, position, 0)
	case nothing:
		s.believe(r, head, position)
	case busy:
		r.busy++
		wait := Backoff{First: s.cfg.BusyRetry, Max: 10 * s.cfg.BusyRetry}
		s.done(r, position, wait.after(r.busy))
	case stopped:
		s.done(r, r.position, 0)
	case failed:
		r.failures++
		pause := s.cfg.Backoff.after(r.failures)
		if err != nil {
			s.log.Error("reading the log: delivered again later", "tenant", r.tenant, "attempt", r.failures, "pause", pause, "error", err)
			s.cfg.OnError(err)
		}
		s.done(r, r.position, pause)
	}
}
