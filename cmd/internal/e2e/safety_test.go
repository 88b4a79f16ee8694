package e2e

import (
	"encoding/json"
	"log/slog"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/adapters/poller"
	"coresync/domain/event"
	"coresync/http"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// website serves the story's JSON API.
func (s *story) website() website {
	s.t.Helper()
	token, err := s.app.Services().Tokens.Create(s.t.Context(), s.tenant, "test", api.TokenDraft{Name: "test", Role: permission.Owner})
	require.NoError(s.t, err)
	server, err := http.NewServer(http.Config{Log: slog.New(slog.DiscardHandler)}, s.app.Services())
	require.NoError(s.t, err)
	listening := httptest.NewServer(server)
	s.t.Cleanup(listening.Close)
	return website{t: s.t, address: listening.URL, token: token.Secret}
}

// items is a list's answer as it stands on the wire.
func (a website) items(path string) string {
	a.t.Helper()
	status, body := a.get(path)
	require.Equal(a.t, nethttp.StatusOK, status, "%s", body)
	var page struct{ Items json.RawMessage }
	require.NoError(a.t, json.Unmarshal(body, &page))
	return string(page.Items)
}

// preview makes a held run.
func (s *story) preview() poller.Run {
	s.t.Helper()
	run, _, err := s.app.Sync(s.t.Context(), poller.Request{Tenant: s.tenant, Connection: s.connection, Trigger: poller.TriggerManual, Preview: true}, nil)
	require.NoError(s.t, err)
	require.Equal(s.t, poller.StateHeld, run.State)
	return run
}

// Preview and the run that follows list the same changes, byte for byte.
func TestSYN_04_APreviewIsWhatTheRunDoes(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 60, Orgs: 4})
	a := s.website()
	follows := func() poller.Run {
		held := s.preview()
		changes := "/api/v1/sync-runs/" + held.ID.String()
		preview := a.items(changes + "/changes?limit=500")
		require.Greater(t, len(preview), 200)
		status, body := a.send(nethttp.MethodPost, changes+"/discard", "")
		require.Equal(t, nethttp.StatusOK, status, "%s", body)
		run := s.sync()
		require.Equal(t, poller.StateCompleted, run.State, run.Message)
		require.Equal(t, preview, a.items("/api/v1/sync-runs/"+run.ID.String()+"/changes?limit=500"))
		return run
	}
	require.Equal(t, 60, follows().Counts.Created, "the first")
	devices := s.sim.approved()
	require.NoError(t, s.sim.Rename(devices[0].ID, "NEW-NAME"))
	require.NoError(t, s.sim.DeleteDevice(devices[1].ID))
	run := follows()
	require.Equal(t, []int{1, 1}, []int{run.Counts.Changed, run.Counts.Missing})

	// The released part of it, and its undoing, by the same API.
	one := "/api/v1/sync-runs/" + run.ID.String()
	status, body := a.get(one)
	require.Equal(t, nethttp.StatusOK, status)
	require.Contains(t, string(body), `"kind":"devices","complete":true`)
	status, body = a.send(nethttp.MethodPost, one+"/undo", "")
	require.Equal(t, nethttp.StatusOK, status, "%s", body)
	require.Contains(t, string(body), `"restored":2`)
	held := s.sync()
	require.Equal(t, poller.ReasonUndone, held.Reason)
	status, body = a.send(nethttp.MethodPost, "/api/v1/sync-runs/"+held.ID.String()+"/release", `{"only": {"kinds": ["missing"]}}`)
	require.Equal(t, nethttp.StatusAccepted, status, "%s", body)
	released, err := s.app.Poller.Drive(t.Context(), s.tenant, held.ID)
	require.NoError(t, err)
	require.Equal(t, []int{0, 1}, []int{released.Counts.Changed, released.Counts.Missing})
	status, body = a.send(nethttp.MethodPost, "/api/v1/sync-runs/"+held.ID.String()+"/release", "")
	require.Equal(t, nethttp.StatusConflict, status)
	require.Contains(t, string(body), `"run_not_held"`)
}

// The same sync a hundred times changes nothing after the first (SYN-03).
func TestSYN_03_TheSameSyncAHundredTimesChangesNothing(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 40, Orgs: 3})
	s.completes(event.SyncCounts{Found: 40, Created: 40})
	s.since()
	for range 99 {
		s.completes(event.SyncCounts{Found: 40, Unchanged: 40})
	}
	for kind, n := range kindsOf(s.since()) {
		switch kind {
		case "SyncCompleted":
			require.Equal(t, 99, n)
		case "ListingCompleted":
		default:
			t.Errorf("%d events %s", n, kind)
		}
	}
}

func kindsOf(events []event.Recorded) map[event.Type]int {
	n := make(map[event.Type]int)
	for _, e := range events {
		n[e.Type]++
	}
	return n
}

// Sixteen people press the button at once: one run.
func TestSYN_01_SixteenSyncNowAtOnceAreOneRun(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 40, Orgs: 3})
	a := s.website()
	runs := make([]uuid.UUID, 16)
	joined := make([]bool, 16)
	begin := make(chan struct{})
	var all sync.WaitGroup
	for i := range runs {
		all.Go(func() {
			<-begin
			status, body := a.send(nethttp.MethodPost, "/api/v1/connections/"+s.connection.String()+"/sync", "")
			var started struct {
				Run    uuid.UUID
				Joined bool
			}
			if status == nethttp.StatusAccepted && json.Unmarshal(body, &started) == nil {
				runs[i], joined[i] = started.Run, started.Joined
			}
		})
	}
	close(begin)
	all.Wait()
	first := 0
	for i, run := range runs {
		require.Equal(t, runs[0], run)
		if !joined[i] {
			first++
		}
	}
	require.NotEqual(t, uuid.Nil, runs[0])
	require.Equal(t, 1, first)
	run, err := s.app.Poller.Drive(t.Context(), s.tenant, runs[0])
	require.NoError(t, err)
	require.Equal(t, 40, run.Counts.Created)
	list, err := s.app.Poller.Runs(t.Context(), s.tenant, poller.RunFilter{Connection: s.connection})
	require.NoError(t, err)
	require.Len(t, list, 1)
}

// checks runs the troubleshooting list over HTTP, by name.
func (a website) checks(connection uuid.UUID) map[string]api.Check {
	a.t.Helper()
	status, body := a.get("/api/v1/connections/" + connection.String() + "/checks")
	require.Equal(a.t, nethttp.StatusOK, status, "%s", body)
	var answer struct{ Checks []api.Check }
	require.NoError(a.t, json.Unmarshal(body, &answer))
	all := make(map[string]api.Check)
	for _, c := range answer.Checks {
		require.NotEmpty(a.t, c.Message, c.Name)
		all[c.Name] = c
	}
	return all
}

func TestTRB_01_03_05_ChecksSayWhatIsWrongAndWhatToDo(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 60, Orgs: 4})
	a := s.website()
	require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))
	require.Equal(t, "warning", a.checks(s.connection)["last_sync"].Outcome)
	s.completes(event.SyncCounts{Found: 60, Created: 60})
	require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))
	good := a.checks(s.connection)
	for _, name := range []string{"connected", "token", "scope", "organizations", "devices", "last_sync", "held_run", "freshness"} {
		require.Equal(t, "ok", good[name].Outcome, "%s: %s", name, good[name].Message)
	}
	require.Equal(t, "skipped", good["schedule"].Outcome)
	require.Equal(t, "warning", good["organizations_matched"].Outcome)
	require.Contains(t, good["organizations_matched"].Message, "Map Organizations")
	require.Len(t, good["freshness"].Items, 4)
	devices := 0
	for _, item := range good["freshness"].Items {
		require.NotNil(t, item.Since, item.Name)
		require.Contains(t, item.Message, "just now")
		devices++
	}
	require.Equal(t, 4, devices)

	// Hourly, and no worker: due for long.
	status, body := a.send(nethttp.MethodPut, "/api/v1/connections/"+s.connection.String()+"/schedule", `{"frequency": "hourly", "zone": "UTC"}`)
	require.Equal(t, nethttp.StatusOK, status, "%s", body)
	require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))
	require.Contains(t, a.checks(s.connection)["schedule"].Message, "hourly, next at ")
	_, err := s.app.Store.Pool().Exec(t.Context(), `update jobs.schedules set next_at = now() - interval '3 hours'`)
	require.NoError(t, err)
	stalled := a.checks(s.connection)["schedule"]
	require.Equal(t, "failed", stalled.Outcome)
	require.Contains(t, stalled.Message, "A sync was due 3 hours ago, and no worker is alive.")

	// A key that lost its scope fails runs, and the check says which.
	s.sim.arm(t, "missing-scope,times=forever")
	require.Equal(t, poller.StateFailed, s.sync().State)
	require.Equal(t, poller.StateFailed, s.sync().State)
	s.sim.ClearFaults()
	_, err = s.app.Store.Pool().Exec(t.Context(), `update jobs.schedules set next_at = now() + interval '1 hour'`)
	require.NoError(t, err)
	bad := a.checks(s.connection)
	require.Equal(t, "failed", bad["last_sync"].Outcome)
	require.Contains(t, bad["schedule"].Message, "The last 2 runs failed.")

	// A run that waits for a person.
	s.preview()
	require.Contains(t, a.checks(s.connection)["held_run"].Message, "Until it is released or discarded, no other run begins.")

	_, err = s.app.Store.Pool().Exec(t.Context(), `delete from poller.credentials`)
	require.NoError(t, err)
	gone := a.checks(s.connection)["connected"]
	require.Equal(t, "failed", gone.Outcome)
	require.True(t, strings.HasPrefix(gone.Message, "NinjaOne not connected"), gone.Message)
}
