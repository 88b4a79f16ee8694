package poller_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"coresync/adapters/poller"
	"coresync/adapters/postgres"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// clock is moved by the test and by whoever sleeps on it for a retry.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// sleep moves the clock for retries; the renewal of leases waits until it is over.
func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	if d >= 5*time.Second {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	c.advance(d)
	return ctx.Err()
}

// bundle is a connection with its poller.
type bundle struct {
	t     testing.TB
	log   *storetest.Log
	clock *clock
	ninja *fake
	conn  uuid.UUID
	p     *poller.Poller
}

func setup(t testing.TB, ninja *fake, options ...func(*poller.Config)) *bundle {
	b := &bundle{
		t: t, log: storetest.NewLog(t), ninja: ninja, conn: uuid.New(),
		clock: &clock{at: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)},
	}
	b.openStore()
	b.p = b.poller(options...)
	return b
}

// openStore gives the log the clock of the poller.
func (b *bundle) openStore() {
	store, err := eventstore.Open(b.log.DB.Pool(postgres.RoleEngine), eventstore.Config{
		Registry: event.Catalog(), Sealer: storetest.Sealer{}, Clock: b.clock.now,
	})
	require.NoError(b.t, err)
	b.t.Cleanup(store.Close)
	b.log.Store = store
}

// poller makes another process.
func (b *bundle) poller(options ...func(*poller.Config)) *poller.Poller {
	cfg := poller.Config{
		Log: b.log.Store, Pool: b.log.Pool(), Sealer: storetest.Sealer{}, Sources: b.ninja, Owner: "test",
		Now: b.clock.now, Sleep: b.clock.sleep,
	}
	for _, o := range options {
		o(&cfg)
	}
	p, err := poller.New(cfg)
	require.NoError(b.t, err)
	return p
}

// sync runs once and returns how it ended.
func (b *bundle) sync() poller.Run {
	b.t.Helper()
	run, joined, err := b.p.Start(b.t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerManual})
	require.NoError(b.t, err)
	require.False(b.t, joined)
	run, err = b.p.Drive(b.t.Context(), b.log.A, run.ID)
	require.NoError(b.t, err)
	return run
}

// logged are all events, decoded and opened.
func (b *bundle) logged() []event.Payload {
	b.t.Helper()
	return decoded(b.t, b.log, b.log.A, 0)
}

func decoded(t testing.TB, log *storetest.Log, tenant uuid.UUID, after int64) []event.Payload {
	t.Helper()
	var payloads []event.Payload
	var ids []uuid.UUID
	err := log.Read(t.Context(), tenant, eventstore.Query{After: after}, func(e event.Recorded) error {
		p, err := log.Registry().Decode(eventstore.Clone(e))
		payloads, ids = append(payloads, p), append(ids, e.ID)
		return err
	})
	require.NoError(t, err)
	require.NoError(t, storetest.Sealer{}.Open(t.Context(), tenant, ids, payloads))
	return payloads
}

// since returns the events that were appended since the last call.
func (b *bundle) since(position *int64) []event.Payload {
	b.t.Helper()
	events := decoded(b.t, b.log, b.log.A, *position)
	*position += int64(len(events))
	return events
}

func kinds(events []event.Payload) map[event.Type]int {
	n := make(map[event.Type]int)
	for _, e := range events {
		n[e.EventType()]++
	}
	return n
}

// of returns the events of one type.
func of[P any](events []event.Payload) []P {
	var found []P
	for _, e := range events {
		if p, ok := e.(P); ok {
			found = append(found, p)
		}
	}
	return found
}

// sum checks that the numbers of a run add up (SYN-05 to SYN-09).
func sum(t require.TestingT, r poller.Run) {
	c := r.Counts
	require.Equal(t, c.Found, c.Created+c.Changed+c.Unchanged+c.Skipped+c.Failed, "%+v", c)
}
