package e2e

import (
	"strings"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/poller"
	"coresync/cmd/internal/app"
	"coresync/domain/connection"
	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// A worker process alone with a schedule whose runs fail: they are tried when they are
// due, rest longer and longer, are told of once, and go on by themselves as soon as
// NinjaOne lets them.
func TestSCH_04_AWorkersScheduleFailsIsToldOfAndRecovers(t *testing.T) {
	t.Parallel()
	s := newScheduled(t)
	worker := s.launch("worker")
	worker.says("coresync works")

	s.secret("revoked")
	for hours := 1.0; hours <= 2; hours *= 2 {
		require.Contains(t, s.turn(poller.StateFailed).Message, "client", "the secret is refused")
		s.rests(hours)
	}
	s.told("reconnect", "open")
	checks := s.checks()
	require.Equal(t, "failed", checks["last_sync"].Outcome)
	require.Equal(t, 1, strings.Count(checks["token"].Message, "compare client ID and secret"), "what to do is said once")
	require.Equal(t, "warning", checks["schedule"].Outcome)
	require.Regexp(t, `^The last 2 runs failed\. The schedule goes on at \S+, after a pause that grows from one hour to a day while its runs fail\.`,
		checks["schedule"].Message)

	s.secret(ninjasim.DefaultClientSecret)
	s.rests(1) // somebody mended it
	s.sim.arm(t, "missing-scope,times=forever")
	s.turn(poller.StateFailed)
	s.rests(4)
	s.told("sync_failed", "open")

	s.sim.ClearFaults()
	require.Equal(t, event.SyncCounts{Found: 20, Unchanged: 20}, headline(s.turn(poller.StateCompleted).Counts))
	s.rests(1)
	s.told("reconnect", "done")
	s.told("sync_failed", "done")
	require.Equal(t, "ok", s.checks()["schedule"].Outcome)
	worker.interrupt()
	require.Zero(t, worker.wait(patience))
}

// scheduled is a place with an owner and a connection that syncs each hour, of which
// one run is complete. app asks in the test's process; it drives nothing.
type scheduled struct {
	*place
	sim                *simulator
	app                *app.App
	tenant, connection uuid.UUID
	turns              int
}

func newScheduled(t *testing.T) *scheduled {
	t.Helper()
	s := &scheduled{place: sharedPlace(t), sim: simulate(t, ninjasim.Config{Devices: 20, Orgs: 3})}
	s.has("user", "add", "owner@msp.example", "--role", "owner")
	s.tenant, s.connection = s.connect(s.sim, "NinjaOne")
	s.has("sync", "run", "--wait")
	s.app = s.open()
	t.Cleanup(s.app.Close)
	_, err := s.app.SetSchedule(t.Context(), api.Command{Tenant: s.tenant, Actor: "test"}, s.connection, api.Schedule{Frequency: "hourly", Zone: "UTC"})
	require.NoError(t, err)
	return s
}

func (s *scheduled) secret(secret string) {
	s.t.Helper()
	settings := connection.Settings{Name: "NinjaOne", Region: connection.Simulator, BaseURL: s.sim.URL, Grant: "client_credentials", ClientID: ninjasim.DefaultClientID}
	_, err := s.app.ChangeConnection(s.t.Context(), app.ConnectionCommand{
		Tenant: s.tenant, Connection: s.connection, Actor: "test", Secret: secret, Version: decide.AnyVersion, Command: connection.Save{Settings: settings},
	})
	require.NoError(s.t, err)
}

// turn lets an hour go by, and returns the run when it has ended.
func (s *scheduled) turn(state string) (run poller.Run) {
	s.t.Helper()
	_, err := s.db.Pool("").Exec(s.t.Context(), `update jobs.schedules set next_at = now() where kind = 'schedule'`)
	require.NoError(s.t, err)
	s.turns++
	await(s.t, patience, "one more scheduled run has ended", func() bool {
		runs, err := s.app.Poller.Runs(s.t.Context(), s.tenant, poller.RunFilter{Connection: s.connection})
		require.NoError(s.t, err)
		run = runs[0]
		return len(runs) == 1+s.turns && run.State != poller.StateRunning
	})
	require.Equal(s.t, state, run.State, "%s: %s", run.Reason, run.Message)
	require.Equal(s.t, poller.TriggerScheduled, run.Trigger)
	return run
}

// rests waits until the next turn is in the hour before this one.
func (s *scheduled) rests(hours float64) {
	s.t.Helper()
	await(s.t, patience, "the schedule rests", func() bool {
		next, err := s.app.NextSync(s.t.Context(), s.tenant, s.connection)
		require.NoError(s.t, err)
		in := time.Until(next).Hours()
		return in > hours-1 && in <= hours
	})
}

// told waits until the inbox has one item of a type, in this state.
func (s *scheduled) told(kind, state string) {
	s.t.Helper()
	await(s.t, patience, "the inbox has one item "+kind+", "+state, func() bool {
		found, err := s.app.Services().Notifications.List(s.t.Context(), api.Scope{Tenant: s.tenant},
			api.NotificationFilter{Types: []string{kind}}, api.List{Limit: 10, Sort: api.Sort{By: "created_at"}})
		require.NoError(s.t, err)
		require.LessOrEqual(s.t, len(found.Data.Items), 1)
		return len(found.Data.Items) == 1 && found.Data.Items[0].State == state
	})
}

// checks are what `coresync connection checks` prints, by name; it exits with 3 where
// one failed.
func (s *scheduled) checks() map[string]api.Check {
	s.t.Helper()
	verb := s.launch("connection", "checks", s.connection.String(), "--json")
	require.Contains(s.t, []int{0, 3}, verb.wait(patience), "%s", verb.err)
	var list []api.Check
	decodeInto(s.t, verb.out.String(), &list)
	checks := make(map[string]api.Check)
	for _, c := range list {
		checks[c.Name] = c
	}
	return checks
}
