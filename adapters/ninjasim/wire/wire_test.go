package wire_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/wire"
)

func TestTimesHaveNineDecimals(t *testing.T) {
	t.Parallel()
	for micros, want := range map[int64]string{
		1743088826524929: "1743088826.524929000",
		1787898261504000: "1787898261.504000000",
		0:                "0.000000000",
		7:                "0.000007000",
		-1500000:         "-1.500000000",
	} {
		require.Equal(t, want, string(wire.AppendTime(nil, micros)))
	}
}

// Any text comes back as it was, but for bytes that aren't UTF-8.
func FuzzText(f *testing.F) {
	for _, s := range []string{"plain", `"quoted" \ back`, "tab\tnul\x00", "Zoë’s iPhone", "bad \xff\xc3 bytes", " "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var w wire.Writer
		w.Text(s)
		var got string
		require.NoError(t, json.Unmarshal(w.Bytes(), &got))
		require.Equal(t, string([]rune(s)), got, "each bad byte becomes U+FFFD")
	})
}

// object draws a JSON object of some depth.
func object(depth int) *rapid.Generator[map[string]any] {
	return rapid.Custom(func(t *rapid.T) map[string]any {
		out := map[string]any{}
		for _, k := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), func(s string) string { return s }).Draw(t, "keys") {
			switch kind := rapid.IntRange(0, 4).Draw(t, "kind"); {
			case kind == 0 && depth > 0:
				out[k] = object(depth-1).Draw(t, "object")
			case kind == 1:
				out[k] = []any{rapid.StringMatching(`[a-z"\\{}\[\],:]{0,5}`).Draw(t, "text"), nil, true}
			case kind == 2:
				out[k] = nil
			default:
				out[k] = rapid.StringMatching(`[a-z"\\{}\[\],:]{0,5}`).Draw(t, "text")
			}
		}
		return out
	})
}

// Patch does what setting or deleting a member of the decoded object does.
func TestPatchIsSettingAMember(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := object(2).Draw(t, "object")
		row, err := json.Marshal(want)
		require.NoError(t, err)
		var raw []fleet.RawMember
		for i := range rapid.IntRange(1, 3).Draw(t, "patches") {
			path := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "x"}), 1, 3).Draw(t, "path")
			value := rapid.SampledFrom([]string{"", "7", `"s"`, `{"z":[1]}`, "null"}).Draw(t, "value")
			if i > 0 && overlaps(raw, path) {
				continue // patches of one place are not ordered
			}
			raw = append(raw, fleet.RawMember{Path: path, Value: []byte(value)})
			place(want, path, value)
		}
		got := wire.Patch(append([]byte("[1,"), row...), 3, raw, true)
		expected, err := json.Marshal(want)
		require.NoError(t, err)
		require.Equal(t, "[1,", string(got[:3]))
		require.JSONEq(t, string(expected), string(got[3:]))
	})
}

func overlaps(raw []fleet.RawMember, path []string) bool {
	for _, m := range raw {
		if m.Path[0] == path[0] {
			return true
		}
	}
	return false
}

// place sets or deletes a member of a decoded object.
func place(obj map[string]any, path []string, value string) {
	inner, isObject := obj[path[0]].(map[string]any)
	switch {
	case len(path) == 1 && value == "":
		delete(obj, path[0])
	case len(path) == 1:
		var v any
		if json.Unmarshal([]byte(value), &v) == nil {
			obj[path[0]] = v
		}
	case isObject:
		place(inner, path[1:], value)
	case value != "":
		inner = map[string]any{}
		place(inner, path[1:], value)
		obj[path[0]] = inner
	}
}
