package poller_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"coresync/adapters/poller"
	"coresync/adapters/postgres"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// killer ends a process at one of its statements: that one and all that follow
// never reach the database, and what a transaction did is rolled back by the server.
type killer struct {
	at    int64 // 0: never
	count atomic.Int64
}

func (k *killer) dead() bool { return k.at > 0 && k.count.Load() >= k.at }

func (k *killer) statement(ctx context.Context) context.Context {
	k.count.Add(1)
	if !k.dead() {
		return ctx
	}
	dead, cancel := context.WithCancel(ctx)
	cancel()
	return dead
}

func (k *killer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return k.statement(ctx)
}
func (k *killer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (k *killer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return k.statement(ctx)
}
func (k *killer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (k *killer) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// process is a poller with a pool and a store of its own, which may be killed.
func (b *bundle) process(k *killer) (p *poller.Poller, end func()) {
	cfg, err := pgxpool.ParseConfig(b.log.DB.URL)
	require.NoError(b.t, err)
	cfg.ConnConfig.RuntimeParams["role"] = postgres.RoleEngine
	cfg.ConnConfig.Tracer = k
	cfg.MaxConns = 3
	pool, err := pgxpool.NewWithConfig(b.t.Context(), cfg)
	require.NoError(b.t, err)
	store, err := eventstore.Open(pool, eventstore.Config{Registry: event.Catalog(), Sealer: storetest.Sealer{}, Clock: b.clock.now})
	require.NoError(b.t, err)
	return b.poller(func(c *poller.Config) { c.Log, c.Pool, c.Owner = store, pool, "killed" }), pool.Close
}

// killed runs one sync of a connection, killing a process at each of the given
// statements; the last process lives. It tells whether the first one was killed.
func (b *bundle) killed(tenant, conn uuid.UUID, at ...int64) bool {
	b.t.Helper()
	ctx := b.t.Context()
	run, _, err := b.p.Start(ctx, poller.Request{Tenant: tenant, Connection: conn, Trigger: poller.TriggerManual})
	require.NoError(b.t, err)
	hit := false
	for i, n := range append(at, 0) {
		k := &killer{at: n}
		p, end := b.process(k)
		var done bool
		for !done && err == nil {
			done, err = p.Step(ctx, tenant, run.ID)
		}
		end()
		if k.dead() {
			hit = hit || i == 0
			err = nil
			b.clock.advance(15 * time.Second) // the lease runs out
			continue
		}
		require.NoError(b.t, err)
		break
	}
	run, err = b.p.Run(ctx, tenant, run.ID)
	require.NoError(b.t, err)
	require.Equal(b.t, poller.StateCompleted, run.State)
	sum(b.t, run)
	return hit
}

// story is a tenant's log without what differs between two runs of the same story:
// ids of runs and times.
func (b *bundle) story(tenant uuid.UUID) []string {
	b.t.Helper()
	var events []string
	err := b.log.Read(b.t.Context(), tenant, eventstore.Query{}, func(e event.Recorded) error {
		p, err := b.log.Registry().Decode(eventstore.Clone(e))
		if err != nil {
			return err
		}
		if err := (storetest.Sealer{}).Open(b.t.Context(), tenant, []uuid.UUID{e.ID}, []event.Payload{p}); err != nil {
			return err
		}
		events = append(events, fmt.Sprintf("%s %d %s", e.Stream, e.Version, timeless(p)))
		return nil
	})
	require.NoError(b.t, err)
	return events
}

// varying are the members that differ between two runs of the same story; digests
// hold tags, which are made with the tenant's key.
var varying = regexp.MustCompile(`"(run|started_at|ended_at|first_observed_at|root|digest)":"[^"]*"`)

func timeless(p event.Payload) string {
	text := ""
	for _, m := range event.PersonalMembers(p) {
		text += " " + m.Path + "=" + m.Value.Text()
		*m.Value = event.Personal{}
	}
	raw, err := event.Encode(p)
	if err != nil {
		return err.Error()
	}
	return varying.ReplaceAllString(string(raw), `"$1":""`) + text
}

func (b *bundle) tenant() uuid.UUID {
	id := uuid.New()
	require.NoError(b.t, b.log.CreateTenant(b.t.Context(), eventstore.Tenant{ID: id, Name: id.String()}))
	return id
}

// oneOfThree is the first statement of a sweep that takes each third one, since a whole sweep takes
// minutes: which third is left to chance, and the ten rounds of `make stress` hardly leave one out.
func oneOfThree(t *testing.T) int64 {
	first := 1 + rand.Int64N(3)
	t.Logf("killed at each third statement from statement %d on", first)
	return first
}

// TestKilledAtEveryStatementOfAFirstRun: whichever statement is the process's last,
// the next one goes on, and the log is the one of an undisturbed run.
func TestKilledAtEveryStatementOfAFirstRun(t *testing.T) {
	t.Parallel()
	ninja := fleet(300, 3)
	ninja.pageSize = 280 // 560 events: two transactions a page
	b := setup(t, ninja)
	whole := b.tenant()
	require.False(t, b.killed(whole, b.conn))
	want := b.story(whole)
	require.Len(t, want, 616)
	for n := oneOfThree(t); ; n += 3 {
		tenant := b.tenant()
		if !b.killed(tenant, b.conn, n) {
			require.Greater(t, n, int64(60), "statements of a run")
			return
		}
		require.Equal(t, want, b.story(tenant), "killed at statement %d", n)
	}
}

// change makes the second run of a story find something of everything.
func change(f *fake) {
	for i := int64(1); i <= 6; i++ {
		d := device(i, 3)
		d.name += "-new"
		f.device(d)
	}
	for i := int64(10); i <= 14; i++ {
		d := device(i, 3)
		d.offline, d.user, d.owner = !d.offline, `EXAMPLE\other`, "jane"
		f.device(d)
	}
	f.set(poller.Devices, device(20, 3).id, "")
	f.device(device(50, 3))
	f.set(poller.Organizations, 2, `{"name":"Org Two","id":2}`)
	f.set(poller.Contacts, 9, "")
	f.set(poller.Contacts, 10, `{"id":10,"organizationId":2,"uid":"u10","firstName":"Lee","lastName":"Contact","email":"lee@example.test"}`)
	f.set(poller.Roles, 3, `{"id":3,"name":"Helpdesk","members":[]}`)
	f.set(poller.Accounts, 31, `{"id":31,"firstName":"Jane","lastName":"Roe","email":"jane.roe@example.test","enabled":false}`)
}

func TestKilledAtEveryStatementOfALaterRun(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	b.ninja.pageSize = 25
	story := func(at ...int64) (bool, []string) {
		tenant, now := b.tenant(), fleet(45, 3)
		b.ninja.rows = now.rows
		require.False(t, b.killed(tenant, b.conn))
		change(b.ninja)
		return b.killed(tenant, b.conn, at...), b.story(tenant)
	}
	_, want := story()
	require.Len(t, want, 138)
	for n := oneOfThree(t); ; n += 3 {
		hit, got := story(n)
		require.Equal(t, want, got, "killed at statement %d", n)
		if !hit {
			require.Greater(t, n, int64(60), "statements of a run")
			return
		}
	}
}

func TestKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	whole := b.tenant()
	b.killed(whole, b.conn)
	want := b.story(whole)
	kills := rapid.SliceOfN(rapid.Int64Range(5, 40), 1, 8)
	for seed := range 10 {
		tenant, at := b.tenant(), kills.Example(seed)
		b.killed(tenant, b.conn, at...)
		require.Equal(t, want, b.story(tenant), "killed at %v", at)
	}
}
