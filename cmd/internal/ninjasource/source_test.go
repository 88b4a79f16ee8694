package ninjasource_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"coresync/adapters/ninjaone"
	"coresync/adapters/ninjasim"
	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/poller"
	"coresync/cmd/internal/ninjasource"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

type bundle struct {
	t    *testing.T
	sim  *ninjasim.Sim
	log  *storetest.Log
	p    *poller.Poller
	conn uuid.UUID

	options ninjasource.Options
}

// opener gives every connection the simulator's client.
type opener struct {
	client  *ninjaone.Client
	options *ninjasource.Options
}

func (o opener) Open(context.Context, uuid.UUID, uuid.UUID, func(poller.Wait)) (poller.Source, error) {
	return ninjasource.New(o.client, *o.options), nil
}

func setup(t *testing.T, cfg ninjasim.Config) *bundle {
	t.Helper()
	b := &bundle{t: t, sim: ninjasim.New(cfg), log: storetest.NewLog(t), conn: uuid.New(), options: ninjasource.Options{PageSize: 50, Ahead: true}}
	server := httptest.NewServer(b.sim.Handler())
	t.Cleanup(server.Close)
	client, err := ninjaone.New(ninjaone.Config{
		BaseURL: server.URL, AllowLoopback: true, ClientID: ninjasim.DefaultClientID,
		Secret: ninjaone.StaticSecret(ninjasim.DefaultClientSecret), Grant: ninjaone.ClientCredentials,
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	require.NoError(t, err)
	b.p, err = poller.New(poller.Config{
		Log: b.log.Store, Pool: b.log.Pool(), Sealer: storetest.Sealer{}, Sources: opener{client, &b.options}, Owner: "test",
	})
	require.NoError(t, err)
	return b
}

func (b *bundle) sync() poller.Run {
	b.t.Helper()
	run, _, err := b.p.Start(b.t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerManual})
	require.NoError(b.t, err)
	run, err = b.p.Drive(b.t.Context(), b.log.A, run.ID)
	require.NoError(b.t, err)
	return run
}

func TestASimulatedFleetFromEndToEnd(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 400, Orgs: 25})
	first := b.sync()
	require.Equal(t, poller.StateCompleted, first.State, "%+v", first)
	require.Equal(t, []int{400, 400, 0}, []int{first.Counts.Found, first.Counts.Created, first.Counts.Failed})
	require.Equal(t, 25, first.Counts.Organizations)
	require.Positive(t, first.Counts.Accounts)
	require.Positive(t, first.Counts.Roles)
	require.Positive(t, first.Listings[poller.LastUsers].Rows)

	// Time moves: every volatile member of every device with it.
	b.sim.Advance(time.Hour)
	second := b.sync()
	require.Equal(t, poller.StateCompleted, second.State, "%+v", second)
	c := second.Counts
	require.Equal(t, []int{400, 0, 0, 400, 0, 0}, []int{c.Found, c.Created, c.Changed, c.Unchanged, c.Failed, c.Missing}, "%+v", c)
}

func TestAWrongSecretEndsTheRunWithItsReason(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 5, Orgs: 2, ClientSecret: "another"})
	run := b.sync()
	require.Equal(t, poller.StateFailed, run.State)
	require.Equal(t, "bad_credentials", run.Reason)
	require.Equal(t, "organizations", run.Step)
	require.Contains(t, run.Message, "Administration > Apps > API")
	require.Len(t, storetest.ReadAll(t, b.log, b.log.A), 1)
}

// Devices that wait for approval are listed where they are asked for (CAT-09 ⚠), page
// by page behind the others.
func TestDevicesThatWaitForApprovalAreListedWhereTheyAreAskedFor(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 120, Orgs: 5})
	before := 0
	for _, d := range b.sim.Devices() {
		if d.Status == fleet.Pending {
			before++
		}
	}
	for range 60 {
		_, err := b.sim.AddDevice(ninjasim.NewDevice{OrgID: b.sim.Organizations()[0].ID, Name: "WAITS", Status: "PENDING"})
		require.NoError(t, err)
	}
	require.Equal(t, 120, b.sync().Counts.Found)
	b.options.Pending = true
	shown := b.sync()
	require.Equal(t, poller.StateCompleted, shown.State, "%+v", shown)
	require.Equal(t, []int{180 + before, 60 + before, 120}, []int{shown.Counts.Found, shown.Counts.Created, shown.Counts.Unchanged})
	again := b.sync()
	require.Equal(t, []int{180 + before, 0, 180 + before}, []int{again.Counts.Found, again.Counts.Created, again.Counts.Unchanged})
}
