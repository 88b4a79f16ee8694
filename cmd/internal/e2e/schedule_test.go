package e2e

import (
	nethttp "net/http"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/adapters/poller"
	"coresync/domain/event"

	"github.com/stretchr/testify/require"
)

func TestSCH_02_ManualEndsTheScheduleAndSyncNowStillWorks(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 20, Orgs: 3})
	a := s.website()
	path := "/api/v1/connections/" + s.connection.String() + "/schedule"
	for frequency, planned := range map[string]bool{"hourly": true, "manual": false} {
		status, body := a.send(nethttp.MethodPut, path, `{"frequency": "`+frequency+`", "zone": "UTC"}`)
		require.Equal(t, nethttp.StatusOK, status, "%s", body)
		next, err := s.app.NextSync(t.Context(), s.tenant, s.connection)
		require.NoError(t, err)
		require.Equal(t, planned, !next.IsZero(), frequency)
	}
	status, body := a.send(nethttp.MethodPut, path, `{"frequency": "manual", "zone": "UTC"}`)
	require.Equal(t, nethttp.StatusOK, status, "%s", body)
	s.completes(event.SyncCounts{Found: 20, Created: 20})
}

// A scheduled run covers organizations, contacts and devices, as one by hand does.
func TestSCH_04_AScheduledSyncCoversOrganizationsContactsAndDevices(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 20, Orgs: 3})
	s.sync()
	run, _, err := s.app.Sync(t.Context(), poller.Request{Tenant: s.tenant, Connection: s.connection, Trigger: poller.TriggerScheduled}, nil)
	require.NoError(t, err)
	require.Equal(t, poller.TriggerScheduled, run.Trigger)
	proofs, err := s.app.Poller.Proofs(t.Context(), run)
	require.NoError(t, err)
	complete := make(map[poller.Kind]bool)
	for _, p := range proofs {
		complete[p.Kind] = p.Complete
	}
	for _, kind := range []poller.Kind{poller.Organizations, poller.Contacts, poller.Devices} {
		require.True(t, complete[kind], kind)
	}
}
