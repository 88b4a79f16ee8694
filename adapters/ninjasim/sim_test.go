package ninjasim_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

const detailed = "/v2/devices-detailed?expand=warranty"

func TestDefaultWorldHas400DevicesIn25Organizations(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{})
	require.Len(t, b.raw(detailed, 150), 400)
	require.Len(t, b.rows("/v2/organizations"), 25)
}

func TestSameSeedSameBytes(t *testing.T) {
	t.Parallel()
	one, two := setup(t, ninjasim.Config{Devices: 90, Seed: 7}), setup(t, ninjasim.Config{Devices: 90, Seed: 7})
	other := setup(t, ninjasim.Config{Devices: 90, Seed: 8})
	for _, path := range []string{detailed, "/v2/organizations-detailed", "/v2/users?includeRoles=true", "/v2/contacts", "/v2/queries/logged-on-users"} {
		require.Equal(t, one.ok(path), two.ok(path))
		require.NotEqual(t, one.ok(path), other.ok(path))
	}
	require.Equal(t, one.sim.Customers(), two.sim.Customers())
}

func TestMutationsShowAsAClientWouldSeeThem(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{})
	before := b.raw(detailed, 200)
	ids := slices.Sorted(maps.Keys(before))
	for i, id := range ids[:3] {
		require.NoError(t, b.sim.Rename(id, "RENAMED-"+string(rune('A'+i))))
	}
	org := b.sim.Organizations()[1].ID
	for range 2 {
		_, err := b.sim.AddDevice(ninjasim.NewDevice{OrgID: org})
		require.NoError(t, err)
	}
	require.NoError(t, b.sim.DeleteDevice(ids[3]))
	var connected []int
	for _, d := range b.sim.Devices() {
		if !d.Offline && d.ID > ids[3] && d.Status.String() == "APPROVED" && len(connected) < 5 {
			connected = append(connected, d.ID)
		}
	}
	require.NoError(t, b.sim.SetOffline(connected, true))

	after := b.raw(detailed, 200)
	require.Len(t, after, 401)
	created, changed := 0, 0
	for id, row := range after {
		switch old, known := before[id]; {
		case !known:
			created++
		case look(t, old).stable != look(t, row).stable:
			changed++
		}
	}
	require.Equal(t, 2, created)
	require.Equal(t, 3+5, changed, "three new names, five presences")
}

// seen is a row taken apart: what changes with time, and the rest.
type seen struct {
	row, stable   string
	contact, boot float64
}

// look takes a row apart.
func look(t *testing.T, row string) seen {
	t.Helper()
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(row), &v))
	s := seen{row: row}
	s.contact, _ = v["lastContact"].(float64)
	s.boot, _ = v["lastBootTime"].(float64)
	if o, ok := v["os"].(map[string]any); ok {
		s.boot, _ = o["lastBootTime"].(float64)
		delete(o, "lastBootTime")
	}
	for _, k := range []string{"lastContact", "lastUpdate", "lastBootTime"} {
		delete(v, k)
	}
	if list, ok := v["ipAddresses"].([]any); ok {
		slices.SortFunc(list, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	}
	if list, ok := v["volumes"].([]any); ok {
		for _, x := range list {
			delete(x.(map[string]any), "freeSpace")
		}
	}
	out, err := json.Marshal(v)
	require.NoError(t, err)
	s.stable = string(out)
	return s
}

func lookAll(t *testing.T, rows map[int]string) map[int]seen {
	t.Helper()
	out := map[int]seen{}
	for id, row := range rows {
		out[id] = look(t, row)
	}
	return out
}

func TestAdvanceChangesTheVolatileMembersOfEveryDeviceAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, by := range []time.Duration{time.Minute, 26 * time.Hour} {
		b := setup(t, ninjasim.Config{Devices: 250})
		rows := b.raw(detailed, 1000)
		require.Equal(t, rows, b.raw(detailed, 100), "time stands still")
		before, boots := lookAll(t, rows), 0
		for range 3 {
			b.sim.Advance(by)
			b.signIn() // tokens end by the simulated clock
			after := lookAll(t, b.raw(detailed, 1000))
			require.Len(t, after, len(before))
			for id, old := range before {
				now := after[id]
				if old.row == now.row || old.stable != now.stable || now.contact < old.contact {
					require.Failf(t, "wrong change", "device %d\n%s\n%s", id, old.row, now.row)
				}
				if old.boot != now.boot {
					boots++
				}
			}
			before = after
		}
		require.Less(t, boots, 250, "boot times change now and then only")
		if by > time.Hour {
			require.Positive(t, boots)
		}
	}
}
