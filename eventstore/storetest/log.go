// Package storetest holds the contract of the log as tests that every
// implementation of eventstore.Log must pass, and what such tests need.
package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Clock is a clock that a test moves. Safe for concurrent use.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts at a fixed instant.
func NewClock() *Clock { return &Clock{at: time.Date(2026, 3, 14, 9, 26, 53, 589793000, time.UTC)} }

// Now is the time on the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the clock; a negative duration is what a bad time server does.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Log is a store on a database of its own with two tenants.
type Log struct {
	*eventstore.Store
	DB    *pgtest.DB
	Clock *Clock
	A, B  uuid.UUID // tenants
}

// NewLog makes one.
func NewLog(t testing.TB, opts ...pgtest.Option) *Log {
	t.Helper()
	l := &Log{DB: pgtest.New(t, opts...), Clock: NewClock(), A: uuid.New(), B: uuid.New()}
	l.Store = l.Reopen(t)
	for _, id := range []uuid.UUID{l.A, l.B} {
		require.NoError(t, l.CreateTenant(t.Context(), eventstore.Tenant{ID: id, Name: "tenant " + id.String()[:8]}))
	}
	return l
}

// Reopen opens the same log once more, as another process would.
func (l *Log) Reopen(t testing.TB) *eventstore.Store {
	t.Helper()
	s, err := eventstore.Open(l.DB.Pool(postgres.RoleEngine), eventstore.Config{
		Registry: event.Catalog(), Sealer: Sealer{}, Clock: l.Clock.Now,
	})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

// Customer is an event of a small aggregate: something to append.
func Customer(n int) event.New {
	id := uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "customer %d", n))
	return event.New{
		Stream:  event.CustomerStream(id),
		Payload: &event.CustomerRecorded{ID: id, ExternalID: fmt.Sprint(n), Name: fmt.Sprintf("Customer %d", n)},
	}
}

// Write is an append of these events by the test.
func Write(tenant uuid.UUID, events ...event.New) eventstore.Append {
	return eventstore.Append{Tenant: tenant, Actor: "test", Events: events}
}

// ReadAll returns a tenant's whole log.
func ReadAll(t testing.TB, s eventstore.Log, tenant uuid.UUID) []event.Recorded {
	t.Helper()
	var all []event.Recorded
	require.NoError(t, s.Read(t.Context(), tenant, eventstore.Query{}, func(e event.Recorded) error {
		all = append(all, eventstore.Clone(e))
		return nil
	}))
	return all
}
