package asset_test

import (
	"testing"

	"coresync/domain/asset"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// stands is what the serial number that an asset shows is worth.
type stands struct {
	asset.SerialStanding
	serial string
}

// standings tells what the serial number of each asset is worth, as a reader asks it.
func standings(rules *asset.Rules, members []asset.Member) map[uuid.UUID]stands {
	resolved := rules.Resolve(members)
	found := make(map[uuid.UUID]stands)
	for head, r := range resolved {
		if members[head].ID != r.Head || members[head].Serial == "" {
			continue
		}
		var own []asset.Member
		var others []asset.Sharer
		for i, m := range members {
			switch {
			case m.Serial != members[head].Serial:
			case resolved[i].Asset == r.Asset:
				own = append(own, m)
			default:
				others = append(others, asset.Sharer{Member: m, Asset: resolved[i].Asset})
			}
		}
		found[r.Asset] = stands{rules.StandingOfSerial(own, others), members[head].Serial}
	}
	return found
}

// What two assets are listed side by side with is said of both, the first as well as the
// last; and a serial number that doesn't identify links nothing that comes.
func TestGAP_02_AQuarantineIsSaidOfEveryDeviceThatIsInIt(t *testing.T) {
	t.Parallel()
	rules := asset.DefaultRules()
	rapid.Check(t, func(t *rapid.T) {
		members := drawMembers(t)
		found := standings(&rules, members)
		for a, s := range found {
			for _, other := range s.Others {
				if b := found[other]; s.State == asset.SerialQuarantined && b.serial == s.serial {
					require.Equal(t, asset.SerialQuarantined, b.State, "%s says that it is in quarantine because of %s", a, other)
					require.Contains(t, b.Others, a)
				}
			}
		}
		next := machine(99, 40, 0, rapid.SampledFrom([]string{"S", "T"}).Draw(t, "of the next"))
		resolved := rules.Resolve(append(members, next))
		last := resolved[len(members)]
		if of := found[last.Asset]; last.Rule == asset.LinkedBySerial && of.serial == next.Serial {
			require.Contains(t, []asset.SerialState{asset.SerialIdentifies, asset.SerialReleased}, of.State)
		}
	})
}

func TestA_3_WhatASerialNumberIsWorth(t *testing.T) {
	t.Parallel()
	rules := asset.DefaultRules()
	missing := func(m *asset.Member) { m.Missing = true }
	first := machine(1, 1, 0, "S")
	for name, c := range map[string]struct {
		others []asset.Sharer
		state  asset.SerialState
		says   string
	}{
		"alone":        {nil, asset.SerialIdentifies, ""},
		"cloned later": {[]asset.Sharer{{Member: machine(2, 9, 0, "S"), Asset: id(2)}}, asset.SerialQuarantined, "another asset is listed beside it"},
		"cloned twice": {[]asset.Sharer{{Member: machine(2, 9, 0, "S"), Asset: id(2)}, {Member: machine(3, 9, 0, "S"), Asset: id(3)}}, asset.SerialQuarantined,
			"2 other assets are listed beside it"},
		"the clone is gone":             {[]asset.Sharer{{Member: with(machine(2, 9, 0, "S"), missing), Asset: id(2)}}, asset.SerialAmbiguous, "out of quarantine: another asset was listed beside it"},
		"the clone has another one now": {[]asset.Sharer{{Member: machine(2, 9, 0, "T"), Asset: id(2), Former: true}}, asset.SerialReleased, "identifies the device again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := rules.StandingOfSerial([]asset.Member{first}, c.others)
			require.Equal(t, c.state, got.State)
			require.Contains(t, got.Reason, c.says)
			require.Len(t, got.Others, len(c.others))
		})
	}
}
