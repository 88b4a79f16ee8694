package asset_test

import (
	"fmt"
	"testing"
	"time"

	"coresync/domain/asset"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var day0 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func id(n int) uuid.UUID { return uuid.UUID{15: byte(n)} }

// machine is a device that enrolled on a day and is off line since another; 0: it is on line.
func machine(n, enrolled, silent int, serial string) asset.Member {
	m := asset.Member{
		ID: id(n), Owner: "acme", Serial: serial, Maker: "dell", Model: "latitude", Name: fmt.Sprint("pc-", n),
		Begin: day0.AddDate(0, 0, enrolled), Online: silent == 0,
	}
	if silent != 0 {
		m.AliveAt = day0.AddDate(0, 0, silent)
	}
	return m
}

func with(m asset.Member, change func(*asset.Member)) asset.Member {
	change(&m)
	return m
}

func TestTheLadder(t *testing.T) {
	t.Parallel()
	missing := func(m *asset.Member) { m.Missing = true }
	for name, c := range map[string]struct {
		members []asset.Member
		assets  int
		doubt   string // of the last member
		head    int    // of the first asset
	}{
		"five without a serial number":       {members: []asset.Member{machine(1, 1, 0, ""), machine(2, 1, 0, ""), machine(3, 1, 0, "")}, assets: 3, head: 1},
		"set up anew":                        {members: []asset.Member{machine(1, 1, 9, "S"), machine(2, 9, 0, "S")}, assets: 1, head: 2},
		"set up anew, the former id deleted": {members: []asset.Member{with(machine(1, 1, 9, "S"), missing), machine(2, 9, 0, "S")}, assets: 1, head: 2},
		"set up anew twice":                  {members: []asset.Member{machine(1, 1, 9, "S"), machine(2, 9, 20, "S"), machine(3, 20, 0, "S")}, assets: 1, head: 3},
		"cloned: both are alive":             {members: []asset.Member{machine(1, 1, 0, "S"), machine(2, 9, 0, "S")}, assets: 2, doubt: asset.DoubtTwoLive, head: 1},
		"both were alive, one is gone":       {members: []asset.Member{with(machine(1, 1, 40, "S"), missing), machine(2, 9, 0, "S")}, assets: 2, head: 1},
		"moved to another customer": {members: []asset.Member{machine(1, 1, 9, "S"), with(machine(2, 9, 0, "S"), func(m *asset.Member) { m.Owner = "beta" })},
			assets: 2, doubt: asset.DoubtMoved, head: 1},
		"another maker": {members: []asset.Member{machine(1, 1, 9, "S"), with(machine(2, 9, 0, "S"), func(m *asset.Member) { m.Maker = "hp" })},
			assets: 2, doubt: asset.DoubtSerial, head: 1},
		"a copied virtual machine": {members: []asset.Member{machine(1, 1, 9, "S"), with(machine(2, 9, 0, "S"), func(m *asset.Member) { m.Virtual = true })},
			assets: 2, doubt: asset.DoubtSerial, head: 1},
		"a virtual machine that was set up anew": {members: []asset.Member{machine(1, 1, 9, "S"), with(machine(2, 9, 0, "S"), func(m *asset.Member) { m.Virtual, m.Name = true, "pc-1" })},
			assets: 1, head: 2},
		"two hits": {members: []asset.Member{machine(1, 1, 9, "S"), with(machine(2, 1, 9, "S"), func(m *asset.Member) { m.Owner = "beta" }),
			with(machine(3, 20, 0, "S"), func(m *asset.Member) { m.Owner = "" })}, assets: 3, doubt: asset.DoubtSerial, head: 1},
		"equal network card, the former id is listed": {members: []asset.Member{with(machine(1, 1, 9, ""), func(m *asset.Member) { m.MAC = "A" }),
			with(machine(2, 9, 0, ""), func(m *asset.Member) { m.MAC = "A" })}, assets: 2, doubt: asset.DoubtHardware, head: 1},
		"equal network card, the former id is gone": {members: []asset.Member{with(machine(1, 1, 9, ""), func(m *asset.Member) { m.MAC, m.Missing = "A", true }),
			with(machine(2, 9, 0, ""), func(m *asset.Member) { m.MAC = "A" })}, assets: 1, head: 2},
		"kept by hand, then synced": {members: []asset.Member{with(machine(1, 0, 0, "S"), func(m *asset.Member) { m.Manual, m.Owner = true, "" }), machine(2, 9, 0, "S")},
			assets: 1, head: 2},
		"people said that they are different": {members: []asset.Member{machine(1, 1, 9, "S"),
			with(machine(2, 9, 0, "S"), func(m *asset.Member) { m.Decisions = []asset.Decision{{Other: id(1)}} })}, assets: 2, head: 1},
		"people said that clones are the same": {members: []asset.Member{machine(1, 1, 0, "S"),
			with(machine(2, 9, 0, "S"), func(m *asset.Member) { m.Decisions = []asset.Decision{{Other: id(1), Same: true}} })}, assets: 1, head: 2},
		"set up anew, joined by people with one that is alive": {members: []asset.Member{machine(1, 1, 9, "S"),
			with(machine(2, 2, 0, "T"), func(m *asset.Member) { m.Decisions = []asset.Decision{{Other: id(1), Same: true}} }), machine(3, 9, 0, "S")}, assets: 1, head: 3},
		"joined by people with one that is alive and older, set up anew": {members: []asset.Member{machine(1, 1, 0, "T"),
			with(machine(2, 2, 9, "S"), func(m *asset.Member) { m.Decisions = []asset.Decision{{Other: id(1), Same: true}} }), machine(3, 9, 0, "S")}, assets: 1, head: 3},
		"equal network card of a former id whose successor is listed": {members: []asset.Member{
			with(machine(1, 1, 9, "S"), func(m *asset.Member) { m.MAC, m.Missing = "A", true }), machine(2, 9, 0, "S"),
			with(machine(3, 20, 0, ""), func(m *asset.Member) { m.MAC = "A" })}, assets: 2, doubt: asset.DoubtTwoLive, head: 2},
		"nobody's since, and known at another customer before": {members: []asset.Member{machine(1, 1, 9, "S"),
			with(machine(2, 9, 20, "S"), func(m *asset.Member) { m.Owner = "" }),
			with(machine(3, 20, 0, "S"), func(m *asset.Member) { m.Owner = "beta" })}, assets: 2, doubt: asset.DoubtMoved, head: 2},
		"a machine that came back under its old id": {members: []asset.Member{machine(1, 1, 0, "S"), with(machine(2, 9, 20, "S"), missing)}, assets: 2, head: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := asset.DefaultRules()
			got := rules.Resolve(c.members)
			assets := make(map[uuid.UUID]bool)
			for _, r := range got {
				assets[r.Asset] = true
			}
			require.Len(t, assets, c.assets)
			require.Equal(t, id(c.head), got[0].Head)
			last := got[len(got)-1]
			if c.doubt == "" {
				require.Empty(t, last.Doubts)
				return
			}
			require.NotEmpty(t, last.Doubts)
			require.Equal(t, c.doubt, last.Doubts[0].Kind)
		})
	}
}

func drawMembers(t *rapid.T) []asset.Member {
	members := make([]asset.Member, rapid.IntRange(1, 7).Draw(t, "members"))
	for i := range members {
		m := machine(i+1, rapid.IntRange(0, 4).Draw(t, "enrolled"), rapid.IntRange(0, 6).Draw(t, "silent"),
			rapid.SampledFrom([]string{"", "S", "S", "T"}).Draw(t, "serial"))
		m.MAC = rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "mac")
		m.Owner = rapid.SampledFrom([]string{"acme", "acme", "beta", ""}).Draw(t, "owner")
		m.Missing = rapid.Bool().Draw(t, "missing")
		m.Virtual = rapid.IntRange(0, 4).Draw(t, "virtual") == 0
		m.Manual = rapid.IntRange(0, 5).Draw(t, "manual") == 0
		members[i] = m
	}
	for range rapid.IntRange(0, 2).Draw(t, "decisions") {
		a, b := rapid.IntRange(0, len(members)-1).Draw(t, "a"), rapid.IntRange(0, len(members)-1).Draw(t, "b")
		if a != b {
			same := rapid.Bool().Draw(t, "same")
			members[a].Decisions = append(members[a].Decisions, asset.Decision{Other: members[b].ID, Same: same})
			members[b].Decisions = append(members[b].Decisions, asset.Decision{Other: members[a].ID, Same: same})
		}
	}
	return members
}

// Whatever the members: the answer doesn't depend on their order; an asset has one
// head, one oldest member that names it, and ranks without gaps; what is alive side
// by side, or two owners', is linked by nobody but people; and no doubt is about the
// asset itself.
func TestResolveKeepsItsPromises(t *testing.T) {
	t.Parallel()
	rules := asset.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		members := drawMembers(t)
		got := rules.Resolve(members)
		order := rapid.Permutation(members).Draw(t, "order")
		again := make(map[uuid.UUID]asset.Resolved)
		for i, r := range rules.Resolve(order) {
			again[order[i].ID] = r
		}
		ranks, heads := make(map[uuid.UUID]map[int]bool), make(map[uuid.UUID]uuid.UUID)
		for i, r := range got {
			require.Equal(t, r, again[members[i].ID])
			if ranks[r.Asset] == nil {
				ranks[r.Asset], heads[r.Asset] = make(map[int]bool), r.Head
			}
			ranks[r.Asset][r.Rank] = true
			require.Equal(t, heads[r.Asset], r.Head)
			require.Equal(t, r.Rank == 0, r.Asset == members[i].ID)
			require.Equal(t, r.Rank == 0, r.Rule == "")
			for _, d := range r.Doubts {
				require.NotEmpty(t, d.Others)
				require.NotContains(t, d.Others, r.Asset)
			}
		}
		joined := make(map[uuid.UUID]bool)
		for _, a := range got {
			require.True(t, ranks[a.Asset][len(ranks[a.Asset])-1])
			joined[a.Asset] = joined[a.Asset] || a.Rule == asset.LinkedByPerson
		}
		for i, a := range got {
			for j, b := range got[:i] {
				if a.Asset == b.Asset && !joined[a.Asset] {
					requireOneThing(t, members[i], members[j])
				}
			}
		}
	})
}

// requireOneThing: a rule may link them.
func requireOneThing(t require.TestingT, a, b asset.Member) {
	alive := func(m asset.Member) bool { return m.Online && !m.Missing && !m.Manual }
	require.False(t, alive(a) && alive(b), "both are alive")
	if a.Owner != "" && b.Owner != "" {
		require.Equal(t, a.Owner, b.Owner)
	}
}

func TestNetworkCards(t *testing.T) {
	t.Parallel()
	rules := asset.DefaultRules()
	require.Equal(t, "001122334455", rules.CardKey([]string{"00:50:56:C0:00:01", "02:11:22:33:44:55", "00-11-22-33-44-55", "F8:00:00:00:00:01", "x"}))
	require.Empty(t, rules.CardKey([]string{"00:50:56:c0:00:08", "01:00:5e:00:00:01", ""}))
	require.Equal(t, "dell", asset.WordKey("Dell Inc."))
	require.True(t, asset.Flaps("A", []string{"B", "A", "B", "A"}))
	require.False(t, asset.Flaps("A", []string{"B", "A", "B"}))
}
