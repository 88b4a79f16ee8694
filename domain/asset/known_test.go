package asset_test

import (
	"encoding/json"
	"testing"
	"time"

	"coresync/domain/asset"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func knownDevice(name, serial string, cards ...string) *asset.Device {
	d := &asset.Device{DisplayName: name}
	d.System.SerialNumber = serial
	d.MACAddresses, _ = json.Marshal(cards)
	return d
}

// Whatever is observed in whichever order, each value stands once, from when it was seen first until
// it was seen last, and is said to be in force exactly where the newest observation has it.
func TestARecordIsKnownByAllItEverHad(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.SampledFrom([]string{"PC-1", "PC-2", "PC-3", ""}), 1, 8).Draw(t, "names")
		begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		var known []asset.Known
		first, last := map[string]int{}, map[string]int{}
		for i, name := range names {
			known = asset.Learn(known, knownDevice(name, "S"), begin.AddDate(0, 0, i))
			if _, before := first[name]; !before {
				first[name] = i
			}
			last[name] = i
		}
		delete(first, "")
		var told []string
		for _, k := range known {
			if k.Kind != asset.KnownName {
				require.Equal(t, asset.Known{Kind: asset.KnownSerial, Value: "S", First: begin, Last: begin.AddDate(0, 0, len(names)-1), Now: true}, k)
				continue
			}
			told = append(told, k.Value)
			require.Equal(t, begin.AddDate(0, 0, first[k.Value]), k.First)
			require.Equal(t, begin.AddDate(0, 0, last[k.Value]), k.Last)
			require.Equal(t, k.Value == names[len(names)-1], k.Now)
		}
		require.Len(t, told, len(first), "each once")
	})
}

// A card whose address is another one each time does not fill the page.
func TestWhatARecordIsKnownByIsBounded(t *testing.T) {
	t.Parallel()
	var known []asset.Known
	for i := range 1000 {
		known = asset.Learn(known, knownDevice("PC", "", time.Unix(int64(i), 0).String()), time.Unix(int64(i), 0))
	}
	require.Len(t, known, 200)
}
