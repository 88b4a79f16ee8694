package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"coresync/adapters/ninjasim"

	"github.com/stretchr/testify/require"
)

// Devices that wait for approval in NinjaOne are counted by the checks and are no
// assets, until the rules say that they are (CAT-09 ⚠).
func TestCAT_09_DevicesThatWaitForApprovalAreAssetsOnceTheRulesSaySo(t *testing.T) {
	t.Parallel()
	sim := simulate(t, ninjasim.Config{Devices: 20, Orgs: 2})
	for _, name := range []string{"WAITS-1", "WAITS-2"} {
		_, err := sim.AddDevice(ninjasim.NewDevice{OrgID: sim.Organizations()[0].ID, Name: name, Status: "PENDING"})
		require.NoError(t, err)
	}
	p := sharedPlace(t)
	p.connect(sim, "NinjaOne")
	require.Equal(t, counts{Found: 20, Created: 20}, hasJSON[syncRun](t, p.at("sync", "run", "--wait")...).Counts)
	draft := filepath.Join(t.TempDir(), "rules.json")
	require.NoError(t, os.WriteFile(draft, []byte(`{"asset": {"show_pending": true}}`), 0o600))
	p.has("rules", "adopt", draft, "--reason", "pending ones are ours, too")
	require.Equal(t, counts{Found: 22, Created: 2, Unchanged: 20}, hasJSON[syncRun](t, p.at("sync", "run", "--wait")...).Counts)
	p.has("projections", "rebuild", "asset")
	p.has("projections", "promote", "asset")
	_, a := p.serve()
	require.Equal(t, 22, a.count("/api/v1/assets"))
}
