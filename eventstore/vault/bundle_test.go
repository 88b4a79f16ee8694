package vault_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/adapters/secrets"
	"coresync/domain/event"
	"coresync/eventstore/vault"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// testBundle is a database with two tenants and a vault on it.
type testBundle struct {
	ctx    context.Context
	db     *pgtest.DB
	pool   *pgxpool.Pool // as the engine
	master *secrets.Master
	vault  *vault.Vault
	clock  *clock
	one    uuid.UUID
	two    uuid.UUID
}

func setup(tb testing.TB) *testBundle {
	tb.Helper()
	b := &testBundle{ctx: context.Background(), db: pgtest.New(tb), clock: &clock{now: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)}}
	b.pool = b.db.Pool(postgres.RoleEngine)
	b.one, b.two = b.tenant(tb, "one"), b.tenant(tb, "two")
	b.master = b.key(tb)
	b.vault = b.process(tb)
	return b
}

func (b *testBundle) tenant(tb testing.TB, name string) uuid.UUID {
	tb.Helper()
	id := uuid.New()
	_, err := b.pool.Exec(b.ctx, `insert into eventstore.tenants (tenant_id, name) values ($1, $2)`, id, name)
	require.NoError(tb, err)
	return id
}

func (b *testBundle) key(tb testing.TB) *secrets.Master {
	tb.Helper()
	master, created, err := secrets.OpenMaster(filepath.Join(tb.TempDir(), "master.key"))
	require.NoError(tb, err)
	require.True(tb, created)
	return master
}

// process opens a vault with caches of its own, as another process has.
func (b *testBundle) process(tb testing.TB) *vault.Vault {
	tb.Helper()
	v, err := vault.Open(b.ctx, b.pool, b.master, vault.Config{Clock: b.clock.Now})
	require.NoError(tb, err)
	return v
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var catalog = event.Catalog()

// logon is an event with one personal member.
func logon(user string) *event.DeviceUserObserved {
	return &event.DeviceUserObserved{DeviceID: 402, User: event.PlainPersonal(event.SubjectUserString, user, user)}
}

// record seals a payload and returns it as it is stored.
func (b *testBundle) record(tb require.TestingT, tenant uuid.UUID, p event.Payload) event.Recorded {
	e := event.Recorded{Tenant: tenant, Position: 7, ID: uuid.New(), Type: p.EventType(), SchemaVersion: 1}
	require.NoError(tb, b.vault.Seal(b.ctx, tenant, []uuid.UUID{e.ID}, []event.Payload{p}))
	raw, err := event.Encode(p)
	require.NoError(tb, err)
	e.Payload = raw
	return e
}

// read decodes a stored event and opens it.
func (b *testBundle) read(tb require.TestingT, v *vault.Vault, e event.Recorded) event.Payload {
	p, err := catalog.Decode(e)
	require.NoError(tb, err)
	require.NoError(tb, v.Open(b.ctx, e.Tenant, []uuid.UUID{e.ID}, []event.Payload{p}))
	return p
}

func userOf(p event.Payload) *event.Personal { return &p.(*event.DeviceUserObserved).User }
