package e2e

import (
	"encoding/json"
	"fmt"
	nethttp "net/http"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/poller"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// accident is what must cost nobody a device.
type accident struct {
	name   string
	faults []string
	happen func(s *story)
	state  string // empty: held or failed, by how the page is asked for once more
	says   string // the run's reason or message
}

func accidents() []accident {
	all := []accident{
		{name: "an empty listing of devices", faults: []string{"empty-listing,route=/v2/devices-detailed,times=forever"},
			state: poller.StateFailed, says: poller.ReasonIncomplete},
		{name: "no answer has a device", faults: []string{"empty-listing,route=/v2/devices-detailed,times=forever", "empty-listing,route=/v2/devices,times=forever"},
			state: poller.StateHeld, says: "would go missing"},
		{name: "an empty listing of contacts", faults: []string{"empty-listing,route=/v2/contacts,times=forever"},
			state: poller.StateHeld, says: "contacts would go missing"},
		{name: "an empty listing of locations", faults: []string{"empty-listing,route=/v2/locations,times=forever"},
			state: poller.StateHeld, says: "locations would go missing"},
		{name: "a page twice without end", faults: []string{"duplicate-page=2,times=forever", "duplicate-page=3,times=forever"},
			state: poller.StateFailed, says: "listing_does_not_advance"},
		{name: "a revoked scope", happen: func(s *story) { s.clientID = "narrow" }, state: poller.StateFailed, says: "missing_scope"},
		{name: "an outage of the region", faults: []string{"bad-gateway,times=forever"}, state: poller.StateFailed, says: "server"},
		{name: "nobody answers", happen: func(s *story) { s.address = "http://127.0.0.1:1" }, state: poller.StateFailed, says: "unreachable"},
	}
	for page := 1; page <= 4; page++ {
		all = append(all, accident{name: fmt.Sprintf("cut at page %d", page), faults: []string{fmt.Sprintf("cut-listing=%d", page)}, state: poller.StateFailed, says: "server"})
	}
	for page := 1; page <= 3; page++ { // behind the last page is asked once more, which finds its rows
		all = append(all, accident{name: fmt.Sprintf("page %d is missing", page), faults: []string{fmt.Sprintf("missing-page=%d,times=forever", page)}})
	}
	// The last, since it does not come back.
	return append(all, accident{name: "a customer's removal", state: poller.StateHeld, says: "would go missing with its", happen: func(s *story) {
		require.NoError(s.t, s.sim.DeleteOrg(s.sim.approved()[0].OrgID))
	}})
}

// Each accident ends in a run that failed or is held, which the API shows with its
// reason; no asset and no contact is missing, and a held run is discarded.
func TestGAP_05_TheAPIShowsEachAccidentAndNothingIsMissing(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 70, Orgs: 4, Clients: []oauth.Client{
		{ID: "narrow", Secret: ninjasim.DefaultClientSecret, Scopes: []string{"management"}},
	}})
	s.completes(event.SyncCounts{Found: 70, Created: 70})
	a := s.website()
	all := func() []int {
		require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))
		require.Equal(t, "[]", a.items("/api/v1/assets?missing=true"), "nothing is missing")
		return []int{a.count("/api/v1/assets"), a.count("/api/v1/organizations")}
	}
	before := all()
	for _, c := range accidents() {
		s.since()
		s.sim.arm(t, c.faults...)
		if c.happen != nil {
			c.happen(s)
		}
		run := a.syncNow(s)
		if c.state == "" {
			require.Contains(t, []string{poller.StateFailed, poller.StateHeld}, run.State, c.name)
		} else {
			require.Equal(t, c.state, run.State, "%s: %s", c.name, run.Message)
		}
		require.Contains(t, run.Reason+" "+run.Message, c.says, c.name)
		for kind := range kindsOf(s.since()) {
			require.Contains(t, []event.Type{"SyncFailed", "SyncHeld"}, kind, c.name)
		}
		require.Equal(t, before, all(), c.name)
		if run.State == poller.StateHeld {
			status, body := a.send(nethttp.MethodPost, "/api/v1/sync-runs/"+run.ID.String()+"/discard", "")
			require.Equal(t, nethttp.StatusOK, status, "%s", body)
			require.Equal(t, before, all(), c.name)
		}
		s.clientID, s.address = ninjasim.DefaultClientID, s.sim.URL
		s.sim.ClearFaults()
	}
}

// shownRun is a run as the API shows it.
type shownRun struct {
	ID                     uuid.UUID
	State, Reason, Message string
}

// syncNow presses the button, and shows the run when it has ended or is held.
func (a website) syncNow(s *story) (shown shownRun) {
	a.t.Helper()
	status, body := a.send(nethttp.MethodPost, "/api/v1/connections/"+s.connection.String()+"/sync", "")
	require.Equal(a.t, nethttp.StatusAccepted, status, "%s", body)
	var started struct{ Run uuid.UUID }
	require.NoError(a.t, json.Unmarshal(body, &started))
	_, err := s.app.Poller.Drive(a.t.Context(), s.tenant, started.Run)
	require.NoError(a.t, err)
	status, body = a.get("/api/v1/sync-runs/" + started.Run.String())
	require.Equal(a.t, nethttp.StatusOK, status, "%s", body)
	require.NoError(a.t, json.Unmarshal(body, &shown))
	return shown
}
