package e2e

import (
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"coresync/adapters/ninjaone"
	"coresync/adapters/ninjasim"
	"coresync/adapters/poller"
	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/app"
	"coresync/cmd/internal/ninjasource"
	"coresync/cmd/internal/settings"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// story is the application in the test's process. Its client reads small pages, and
// the waits between its attempts cost no time; all else is as in the program.
type story struct {
	t          *testing.T
	app        *app.App
	sim        *simulator
	tenant     uuid.UUID
	connection uuid.UUID
	clientID   string
	secret     string
	address    string
	// open makes the client of a run; the default reads clientID, secret and address.
	open  func() (*ninjaone.Client, error)
	clock clock
	read  int64 // the position up to which since has read
}

// pageRows makes three pages of the devices of a story, and one that is short.
const pageRows = 20

// clock is the real one and the waits that were skipped.
type clock struct {
	mu      sync.Mutex
	skipped time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.skipped)
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skipped += d
	return context.Cause(ctx)
}

// tell begins a story.
func tell(t *testing.T, cfg ninjasim.Config) *story {
	t.Helper()
	data := t.TempDir()
	s := &story{t: t, sim: simulate(t, cfg), clientID: ninjasim.DefaultClientID, secret: ninjasim.DefaultClientSecret}
	at := settings.Settings{
		DatabaseURL: pgtest.New(t).URL, Data: data, KeyFile: filepath.Join(data, "master.key"), Zone: time.UTC,
		PublicURL: &url.URL{Scheme: "http", Host: "127.0.0.1:8080"},
	}
	log := slog.New(slog.DiscardHandler)
	_, err := app.Migrate(t.Context(), at, log)
	require.NoError(t, err)
	s.app, err = app.Open(t.Context(), at, log)
	require.NoError(t, err)
	t.Cleanup(s.app.Close)
	s.address, s.open = s.sim.URL, s.impatient
	s.tenant, err = s.app.Tenant(t.Context())
	require.NoError(t, err)
	s.connection = s.connect(s.tenant)
	s.app.Poller, err = poller.New(poller.Config{
		Log: s.app.Store, Pool: s.app.Store.Pool(), Sealer: s.app.Vault, Sources: s, Owner: "story",
	})
	require.NoError(t, err)
	s.since()
	return s
}

func (s *story) connect(tenant uuid.UUID) uuid.UUID {
	s.t.Helper()
	id, err := s.app.Connect(s.t.Context(), tenant, simulatedSettings(s.sim.URL), ninjasim.DefaultClientSecret, "test")
	require.NoError(s.t, err)
	return id
}

// Open implements poller.Sources.
func (s *story) Open(context.Context, uuid.UUID, uuid.UUID, func(poller.Wait)) (poller.Source, error) {
	client, err := s.open()
	if err != nil {
		return nil, err
	}
	return ninjasource.New(client, ninjasource.Options{PageSize: pageRows, Ahead: true}), nil
}

func (s *story) impatient() (*ninjaone.Client, error) {
	return ninjaone.New(ninjaone.Config{
		BaseURL: s.address, AllowLoopback: true, Grant: ninjaone.ClientCredentials,
		ClientID: s.clientID, Secret: ninjaone.StaticSecret(s.secret),
		Now: s.clock.Now, Sleep: s.clock.Sleep,
	})
}

// sync runs a sync of the story's connection to its end.
func (s *story) sync() poller.Run { s.t.Helper(); return s.syncOf(s.tenant, s.connection) }

func (s *story) syncOf(tenant, connection uuid.UUID) poller.Run {
	s.t.Helper()
	run, _, err := s.app.Sync(s.t.Context(), poller.Request{Tenant: tenant, Connection: connection, Trigger: poller.TriggerManual}, nil)
	require.NoError(s.t, err)
	c := run.Counts
	require.Equal(s.t, c.Found, c.Created+c.Changed+c.Unchanged+c.Skipped+c.Failed, "%+v", c)
	return run
}

// completes runs a sync that must be good, with these numbers.
func (s *story) completes(want event.SyncCounts) poller.Run {
	s.t.Helper()
	run := s.sync()
	require.Equal(s.t, poller.StateCompleted, run.State, "%s: %s", run.Reason, run.Message)
	require.Equal(s.t, want, headline(run.Counts))
	return run
}

// headline leaves the numbers of what is not a device.
func headline(c event.SyncCounts) event.SyncCounts {
	c.Organizations, c.Locations, c.Contacts, c.Accounts, c.Roles, c.EventsAppended = 0, 0, 0, 0, 0, 0
	return c
}

// since returns the events that are new since the last call.
func (s *story) since() []event.Recorded {
	s.t.Helper()
	var events []event.Recorded
	err := s.app.Store.Read(s.t.Context(), s.tenant, eventstore.Query{After: s.read}, func(e event.Recorded) error {
		events = append(events, e)
		s.read++
		require.Equal(s.t, s.read, e.Position)
		return nil
	})
	require.NoError(s.t, err)
	return events
}

// assets reads the synced assets of a tenant by NinjaOne's id, without what another
// sync of the same world has otherwise.
func (s *story) assets(tenant uuid.UUID) map[int64]api.Asset {
	s.t.Helper()
	found := make(map[int64]api.Asset)
	for after := []string(nil); ; {
		page, err := s.app.Services().Assets.List(s.t.Context(), api.Scope{Tenant: tenant},
			api.AssetFilter{Source: "ninjaone"}, api.List{Limit: 500, After: after, Sort: api.Sort{By: "name"}})
		require.NoError(s.t, err)
		for _, a := range page.Data.Items {
			whole, err := s.app.Services().Assets.Get(s.t.Context(), api.Scope{Tenant: tenant}, a.ID) // with the last user
			require.NoError(s.t, err)
			a = whole.Data
			id := a.Device.ID
			a.ID, a.Device.Connection, a.Version, a.FirstSeenAt = uuid.Nil, uuid.Nil, 0, nil
			a.Names = nil   // with former ones
			a.Records = nil // by ids of the tenant
			require.NotContains(s.t, found, id)
			found[id] = a
		}
		if page.Data.Next == nil {
			return found
		}
		after = page.Data.Next
	}
}

// matchesAQuietSync compares the assets with those of another tenant that synced the
// same world in one go.
func (s *story) matchesAQuietSync() {
	s.t.Helper()
	other := eventstore.Tenant{ID: uuid.New(), Name: uuid.NewString()}
	require.NoError(s.t, s.app.Store.CreateTenant(s.t.Context(), other))
	run := s.syncOf(other.ID, s.connect(other.ID))
	require.Equal(s.t, poller.StateCompleted, run.State, "%s: %s", run.Reason, run.Message)
	want := s.assets(other.ID)
	require.NotEmpty(s.t, want)
	got := s.assets(s.tenant)
	require.Len(s.t, got, len(want))
	for id, asset := range want {
		require.Equal(s.t, asset, got[id]) // all at once would fill pages
	}
}
