package poller_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"coresync/adapters/poller"
	"coresync/adapters/postgres/pgtest"
	diff "coresync/domain/change"
	"coresync/domain/event"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSampledMembersAreRecordedOnceADay(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(40, 2))
	var position int64
	b.sync()
	b.since(&position)
	observed := 0
	for hour := range 48 {
		b.clock.advance(time.Hour)
		for i := int64(1); i <= 40; i++ {
			d := device(i, 2)
			d.address = fmt.Sprintf("10.0.1.%d", hour)
			b.ninja.device(d)
		}
		run := b.sync()
		require.Equal(t, 40, run.Counts.Unchanged)
		for _, d := range of[*event.DeviceObserved](b.since(&position)) {
			require.Empty(t, d.Changed)
			observed++
		}
	}
	require.GreaterOrEqual(t, observed, 40)
	require.LessOrEqual(t, observed, 80)
}

// A new version of the table computes old tags anew; only what really differs is
// observed, and the tags are of the new version afterwards.
func TestAnotherVersionOfTheTableIsNoNews(t *testing.T) {
	t.Parallel()
	ninja := fleet(25, 2)
	d := device(4, 2)
	d.owner = "jane"
	ninja.device(d)
	b := setup(t, ninja)
	b.sync()
	_, err := b.log.DB.Pool("").Exec(t.Context(), `update eventstore.streams set tag_version = 0, head_tag = sha256(head_tag)
		where head_tag is not null and stream not like 'device-user/%'`)
	require.NoError(t, err)
	var position int64
	b.since(&position)
	d = device(7, 2)
	d.name = "RENAMED"
	ninja.device(d)
	run := b.sync()
	require.Equal(t, []int{1, 24}, []int{run.Counts.Changed, run.Counts.Unchanged})
	require.Equal(t, map[event.Type]int{"DeviceObserved": 1, "ListingCompleted": 6, "SyncCompleted": 1}, kinds(b.since(&position)))
	var old int
	err = b.log.Pool().QueryRow(t.Context(), `select count(*) from eventstore.streams where head_tag is not null and tag_version = 0`).Scan(&old)
	require.NoError(t, err)
	require.Zero(t, old)
	require.Equal(t, 25, b.sync().Counts.Unchanged)
}

func TestADatabaseThatIsGoneIsWaitedFor(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgtest.Durable())
	ninja := fleet(45, 3)
	b := &bundle{
		t: t, log: storetest.NewLog(t, pgtest.On(server)), ninja: ninja, conn: uuid.New(),
		clock: &clock{at: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)},
	}
	b.openStore()
	b.p = b.poller()
	b.sync()
	change(ninja)
	var killed atomic.Bool
	ninja.asked = func(kind poller.Kind, cursor string) error {
		if kind == poller.Devices && cursor == "30" && !killed.Swap(true) {
			server.Kill(t)
		}
		return nil
	}
	pauses := 0
	patient := b.poller(func(c *poller.Config) {
		c.Sleep = func(ctx context.Context, d time.Duration) error {
			if killed.Load() && d < 5*time.Second {
				if pauses++; pauses == 5 { // after some ten seconds it is back
					server.Start(t)
				}
			}
			return b.clock.sleep(ctx, d)
		}
	})
	run, _, err := b.p.Start(t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerManual})
	require.NoError(t, err)
	run, err = patient.Drive(t.Context(), b.log.A, run.ID)
	require.NoError(t, err)
	require.GreaterOrEqual(t, pauses, 5)
	require.Equal(t, poller.StateCompleted, run.State)
	require.Equal(t, []int{45, 1, 11, 33, 1}, []int{run.Counts.Found, run.Counts.Created, run.Counts.Changed, run.Counts.Unchanged, run.Counts.Missing})
}

func TestTwoConnectionsAndTwoTenantsStayApart(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(20, 2))
	b.sync()
	second := &bundle{t: t, log: b.log, clock: b.clock, ninja: fleet(20, 2), conn: uuid.New()}
	second.p = second.poller()
	require.Equal(t, 20, second.sync().Counts.Created, "equal ids of another connection are other devices")
	require.Equal(t, 20, b.sync().Counts.Unchanged)
	require.Len(t, of[*event.DeviceObserved](b.tenantCopy()), 20)
}

// TestTheLogIsTheFleet: after any history of changes and syncs, folding the log gives
// the fleet as it is, and no run recorded a device whose digested members were the
// same. Two processes take turns, so that what one remembers is not the newest.
func TestTheLogIsTheFleet(t *testing.T) {
	t.Parallel()
	b := setup(t, newFake())
	rapid.Check(t, func(t *rapid.T) {
		b := &bundle{t: b.t, log: b.log, clock: b.clock, conn: uuid.New(), ninja: fleet(0, 2)}
		b.ninja.pageSize = rapid.IntRange(1, 7).Draw(t, "page size")
		anything := func(c *poller.Config) { // most of it changes in every run, and that is wanted here
			c.Limits = func(context.Context, uuid.UUID, uuid.UUID) (diff.Limits, error) {
				return diff.Limits{Devices: 100, Percent: 100}, nil
			}
		}
		processes := []*poller.Poller{b.poller(anything), b.poller(anything)}
		tenant, now, position := b.tenant(), map[int64]pc{}, int64(0)
		log := newFold()
		for range rapid.IntRange(1, 6).Draw(t, "runs") {
			news := mutate(t, b.ninja, now)
			b.clock.advance(time.Duration(rapid.IntRange(1, 30).Draw(t, "hours")) * time.Hour)
			b.p = rapid.SampledFrom(processes).Draw(t, "process")
			run, _, err := b.p.Start(b.t.Context(), poller.Request{Tenant: tenant, Connection: b.conn, Trigger: poller.TriggerManual})
			require.NoError(t, err)
			run, err = b.p.Drive(b.t.Context(), tenant, run.ID)
			require.NoError(t, err)
			require.Equal(t, poller.StateCompleted, run.State)
			sum(t, run)
			events := decoded(b.t, b.log, tenant, position)
			position += int64(len(events))
			log.fold(t, events)
			require.Equal(t, len(news), run.Counts.Created+run.Counts.Changed, "%v", news)
			require.Equal(t, len(now), len(log.devices))
			for id, d := range now {
				require.Equal(t, d.name, log.devices[id].SystemName)
				require.Equal(t, d.org, log.devices[id].OrganizationID)
				require.Equal(t, d.offline, log.offline[id], "device %d", id)
				require.Equal(t, d.user, log.users[id])
			}
		}
	})
}
