package e2e

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"coresync/adapters/ninjasim"
	"coresync/domain/event"

	"github.com/stretchr/testify/require"
)

func TestDevicesThatAreNotAsDevicesAre(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 70, Orgs: 4})
	s.completes(event.SyncCounts{Found: 70, Created: 70})
	before := s.assets(s.tenant)
	devices := s.sim.approved()
	unknown, spoilt, raw, escaped, huge := devices[1].ID, devices[2].ID, devices[3].ID, devices[25].ID, devices[40].ID
	s.sim.arm(t,
		fmt.Sprintf("unknown-class,device=%d", unknown), fmt.Sprintf("invalid-utf8,device=%d", spoilt),
		fmt.Sprintf("nul-bytes=raw,device=%d", raw), fmt.Sprintf("nul-bytes,device=%d", escaped),
		fmt.Sprintf("huge-device,device=%d", huge))
	for _, id := range []int{spoilt, raw, escaped} {
		require.NoError(t, s.sim.SetDisplayName(id, "")) // so that the host name is shown
	}
	s.completes(event.SyncCounts{
		Found: 70, Changed: 4, Unchanged: 65, Failed: 1, FailedReasons: map[string]int{"too_large": 1},
	})
	now := s.assets(s.tenant)
	require.Equal(t, []string{"Other", "QUANTUM_TOASTER"}, []string{now[int64(unknown)].Category, now[int64(unknown)].NodeClass})
	require.Equal(t, "PC-\ufffd\ufffd\ufffd(-01", now[int64(spoilt)].Name)
	require.Equal(t, "PC-\ufffd-01", now[int64(raw)].Name)
	require.Equal(t, "PC-\ufffd-01", now[int64(escaped)].Name)
	require.Equal(t, before[int64(huge)], now[int64(huge)], "it stays as it was, and nobody calls it missing")

	s.sim.ClearFaults()
	s.completes(event.SyncCounts{Found: 70, Changed: 4, Unchanged: 66})
	s.matchesAQuietSync()
}

// steering is what a name may hold to steer a terminal or to turn its text around.
const steering = "\x1b]0;owned\x07\x1b[2J\u202egnp.exe\u2069\u0085\x9b31m"

func TestHostileNamesAreMadeVisible(t *testing.T) {
	t.Parallel()
	sim := simulate(t, ninjasim.Config{Devices: 20, Orgs: 3})
	device, org := sim.approved()[0], sim.Organizations()[0]
	require.NoError(t, sim.SetDisplayName(device.ID, steering))
	require.NoError(t, sim.RenameOrg(org.ID, "Org "+steering))
	p := sharedPlace(t)
	p.connect(sim, "\u202eNinjaOne")
	run := hasJSON[syncRun](t, p.at("sync", "run", "--wait")...)
	require.Equal(t, counts{Found: 20, Created: 20}, run.Counts)
	head := fmt.Sprint(len(p.log()))
	for verb, hostile := range map[string]bool{
		"connection list": false, "sync list": false, "sync show " + run.ID: false, "mapping list": true, "association list": true,
		"events list --limit 0": false, "history device " + fmt.Sprint(device.ID): false,
		"history organization " + fmt.Sprint(org.ID): false, "asof assets --position " + head: true,
		"asof mappings --position " + head: true, "projections status": false,
	} {
		printed := p.has(strings.Fields(verb)...)
		require.NotEmpty(t, printed, verb)
		for _, r := range printed {
			require.True(t, r == '\n' || !unicode.IsControl(r) && !unicode.Is(unicode.Bidi_Control, r), "%s prints %U in %q", verb, r, printed)
		}
		require.Equal(t, hostile, strings.Contains(printed, "\ufffd]0;owned\ufffd\ufffd[2J\ufffdgnp.exe\ufffd\ufffd"), "%s: %s", verb, printed)
	}
}
