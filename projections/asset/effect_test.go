package asset_test

import (
	"strings"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/stretchr/testify/require"
)

// effects are what a draft does to assets, by name, and the causes of each row.
func (f *fleet) effects(document string) (map[string]int64, map[string][]string) {
	f.t.Helper()
	set, err := rules.Parse([]byte(document), rules.Default())
	require.NoError(f.t, err)
	d, err := f.Engine.Try(f.t.Context(), f.A, asset.Name, set, 100)
	require.NoError(f.t, err)
	causes := make(map[string][]string)
	for _, row := range d.Tables[0].Shown {
		causes[row.Effect] = row.Causes
	}
	return d.Tables[0].Effects, causes
}

// A machine that was set up anew is one asset by its serial number; a draft that has
// it reviewed takes it apart again, and says so.
func TestADraftNamesItsEffectsOnAssets(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	f.Append(f.device(1, "5CD1111AAA", nil), f.device(2, "5CD2222BBB", map[string]any{"nodeClass": "MAC"}), f.device(3, "5CD3333CCC", map[string]any{"nodeClass": "MAC"}))
	f.Append(f.presence(nil, []int64{1}))
	f.Clock.Advance(48 * time.Hour)
	f.Append(f.vanished(1), f.device(4, "5CD1111AAA", nil))
	require.Equal(t, map[int64]int64{1: 4, 2: 2, 3: 3}, f.assets(1, 2, 3, 4))

	found, causes := f.effects(`{"asset": {"identity": {"serial": "off", "hardware": "link", "silent_within_hours": 26, "retire_after_days": 30, "virtual_cards": []}}}`)
	require.EqualValues(t, 1, found[asset.EffectSplit], "%v", found)
	require.Contains(t, causes[asset.EffectSplit], "/asset/identity/serial")
	require.Zero(t, found[asset.EffectCategory])

	found, causes = f.effects(strings.Replace(string(rules.Default().JSON()), `"MAC":"Mac"`, `"MAC":"Other"`, 1))
	require.Equal(t, map[string]int64{asset.EffectCategory: 2}, found)
	require.Equal(t, []string{"/asset/categories/MAC"}, causes[asset.EffectCategory])

	found, _ = f.effects(`{"asset": {"junk_serials": ["5CD2222BBB"]}}`)
	require.Equal(t, map[string]int64{asset.EffectSerial: 1}, found)

	// The other way round: what was apart becomes one.
	set, err := rules.Parse([]byte(`{"asset": {"identity": {"serial": "off", "hardware": "link", "silent_within_hours": 26, "retire_after_days": 30, "virtual_cards": []}}}`), rules.Default())
	require.NoError(t, err)
	f.Append(event.New{Stream: event.RulesStream, Payload: &event.RuleSetAdopted{Version: "2", Digest: set.Digest(), Reason: "a test", Rules: set.JSON()}})
	f.Project()
	_, err = f.Engine.Rebuild(t.Context(), projections.RebuildOptions{Model: asset.Name, Tenant: f.A})
	require.NoError(t, err)
	require.Equal(t, map[int64]int64{1: 1, 2: 2, 3: 3, 4: 4}, f.assets(1, 2, 3, 4))
	found, _ = f.effects(string(rules.Default().JSON()))
	require.EqualValues(t, 1, found[asset.EffectMerge], "%v", found)
}
