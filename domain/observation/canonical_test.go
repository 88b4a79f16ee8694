package observation_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"coresync/domain/observation"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// forms are the three forms of a row of the devices' table.
type forms struct{ stored, digested, sampled string }

func read(t require.TestingT, r *observation.Reader, raw string) forms {
	require.NoError(t, r.Read([]byte(raw)), raw)
	d, s := r.TagInputs(nil, nil)
	return forms{string(r.Stored()), string(d), string(s)}
}

func naive(t require.TestingT, raw string) forms {
	v, err := naiveDecode([]byte(raw))
	require.NoError(t, err, raw)
	return forms{
		naiveDevices.stored(v),
		"\x00\x01ddevice\x00" + naiveDevices.digested(v),
		"\x00\x01sdevice\x00" + naiveDevices.sampled(v),
	}
}

// rows draws rows that look like devices, with names that the table knows and
// others, nested as deep as the table looks and deeper.
func rows() *rapid.Generator[string] {
	names := rapid.SampledFrom([]string{
		"id", "os", "lastBootTime", "volumes", "freeSpace", "capacity", "ipAddresses", "macAddresses", "references",
		"assignedOwner", "email", "uid", "warranty", "backupUsage", "offline", "lastContact", "lastLoggedInUser",
		"tags", "name", "a", "", "servicePackMajorVersion", "servicePackMinorVersion", "é", `quo\"te`, `\u0061`, `\u0000`, "\x01",
	})
	texts := rapid.SampledFrom([]string{
		`""`, `"x"`, `"EXAMPLE\\jdoe"`, `"\u00e9"`, `"é"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ud83dx"`, "\"\xff\xfe\"",
		`"a\u0000b"`, `"\b\f\n\r\t\/"`, `"\u001f"`, `"\u2028"`, `"long enough to be read eight bytes at a time, é too"`,
	})
	whole, decimals := rapid.IntRange(-2000, 2_000_000_000), rapid.StringMatching(`(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,3})?`)
	spaces := rapid.SampledFrom([]string{"", "", "", " ", "\n\t"})
	scalars := rapid.Custom(func(t *rapid.T) string {
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			return rapid.SampledFrom([]string{"null", "true", "false"}).Draw(t, "literal")
		case 1, 2:
			return texts.Draw(t, "text")
		}
		return fmt.Sprint(whole.Draw(t, "whole")) + decimals.Draw(t, "decimals")
	})
	var value func(depth int) *rapid.Generator[string]
	many := func(open, end string, each *rapid.Generator[string]) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			s := spaces.Draw(t, "space")
			return open + s + strings.Join(rapid.SliceOfN(each, 0, 9).Draw(t, "each"), s+","+s) + s + end
		})
	}
	objects := func(depth int) *rapid.Generator[string] {
		return many("{", "}", rapid.Custom(func(t *rapid.T) string {
			s := spaces.Draw(t, "space")
			return `"` + names.Draw(t, "name") + `"` + s + ":" + s + value(depth-1).Draw(t, "value")
		}))
	}
	value = func(depth int) *rapid.Generator[string] {
		if depth == 0 {
			return scalars
		}
		return rapid.OneOf(scalars, scalars, objects(depth), many("[", "]", rapid.Deferred(func() *rapid.Generator[string] { return value(depth - 1) })))
	}
	return objects(4)
}

// The standard library refuses control characters in strings; here they are read,
// since a raw NUL must not cost the device.
func standard(raw string) string {
	return strings.NewReplacer("\x01", `\u0001`).Replace(raw)
}

func TestShortWayIsLongWay(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices) // one for all, so that its shapes are used
	rapid.Check(t, func(t *rapid.T) {
		raw := rows().Draw(t, "row")
		require.Equal(t, naive(t, standard(raw)), read(t, r, raw))
	})
}

func TestStoredFormIsItsOwn(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices)
	rapid.Check(t, func(t *rapid.T) {
		once := read(t, r, rows().Draw(t, "row"))
		require.Equal(t, once.stored, read(t, r, once.stored).stored)
		require.Empty(t, r.Notes())
	})
}

// respell writes a value with another order of members and other spellings.
func respell(v any, rng *rand.Rand) string {
	switch v := v.(type) {
	case map[string]any:
		var members []string
		for name, inside := range v { // in Go's random order
			members = append(members, quote(name)+" : "+respell(inside, rng))
		}
		rng.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		return "{" + strings.Join(members, " ,\n") + "}"
	case []any:
		elements := make([]string, len(v))
		for i := range v {
			elements[i] = respell(v[i], rng)
		}
		return "[ " + strings.Join(elements, ", ") + "]"
	case json.Number:
		return respellNumber(exact(string(v)), rng)
	case string:
		var b strings.Builder
		for _, c := range v {
			if c < 0x10000 && rng.IntN(3) == 0 {
				fmt.Fprintf(&b, `\u%04X`, c)
			} else {
				b.WriteString(strings.Trim(quote(string(c)), `"`))
				if c == '"' {
					b.WriteString(`"`)
				}
			}
		}
		return `"` + b.String() + `"`
	}
	return naiveDevices.stored(v)
}

func respellNumber(text string, rng *rand.Rand) string {
	if strings.Contains(text, "e") {
		return strings.Replace(text, "e", "E", 1)
	}
	if !strings.Contains(text, ".") {
		if text != "0" && rng.IntN(2) == 0 {
			return text + []string{"0e-1", "000E-03"}[rng.IntN(2)]
		}
		return text + []string{"", ".0", ".000000000", "e0", "E+0"}[rng.IntN(5)]
	}
	return text + []string{"", "0", "000", "e0", "00E+00"}[rng.IntN(5)]
}

func TestOrderAndSpellingMeanNothing(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices)
	rapid.Check(t, func(t *rapid.T) {
		raw := rows().Draw(t, "row")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		v, err := naiveDecode([]byte(standard(raw)))
		require.NoError(t, err)
		other := respell(v, rng)
		require.Equal(t, read(t, r, raw), read(t, r, other), other)
	})
}
