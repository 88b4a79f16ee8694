package fault_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim/fault"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]string{
		"bad-gateway":                 "",
		"html-rate-limit=200,times=3": "",
		"cut-listing=3,route=/v2/devices-detailed,times=forever": "",
		"":                        `fault "": unknown name`,
		"flood":                   `fault "flood": unknown name`,
		"slow=fast":               `fault "slow=fast": time: invalid duration "fast"`,
		"html-rate-limit=500":     `fault "html-rate-limit=500": "500" is neither 429 nor 200`,
		"cut-listing=x":           `fault "cut-listing=x": "x" is not a number from 0`,
		"bad-gateway,times=-1":    `fault "bad-gateway,times=-1": "-1" is not a number from 0`,
		"bad-gateway,colour=blue": `fault "bad-gateway,colour=blue": unknown key "colour"`,
		"truncated-json=half":     `fault "truncated-json=half": "half" is not abort`,
		"retry-after=soon":        `fault "retry-after=soon": "soon" is not a number from 0`,
		"nul-bytes=two":           `fault "nul-bytes=two": "two" is neither escaped nor raw`,
	} {
		_, err := fault.Parse(spec)
		if want == "" {
			require.NoError(t, err, spec)
			continue
		}
		require.EqualError(t, err, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"bad-gateway", "slow=1s,times=2", "html-rate-limit=200,after=1,route=/v2/*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		x, err := fault.Parse(spec)
		if err != nil {
			return
		}
		var set fault.Set
		set.Arm(x)
		set.Request("/v2/devices", true)
		require.LessOrEqual(t, len(set.Specs()), 1)
	})
}

func TestAfterTimesAndPages(t *testing.T) {
	t.Parallel()
	fires := func(spec string, requests ...bool) []bool {
		x, err := fault.Parse(spec)
		require.NoError(t, err)
		var set fault.Set
		set.Arm(x)
		var out []bool
		for _, first := range requests {
			_, hit := set.Request("/v2/devices", first)[x.Name]
			out = append(out, hit)
		}
		return out
	}
	require.Equal(t, []bool{false, true, true, false}, fires("bad-gateway,after=1,times=2", true, false, false, false))
	require.Equal(t, []bool{false, true, false, false}, fires("duplicate-page=2", true, false, true, false), "once")
	require.Equal(t, []bool{false, true, true, false, true}, fires("cut-listing=2", true, false, false, true, false), "from page 2 on, each time")
	require.Equal(t, []bool{false, false}, fires("bad-gateway,route=/v2/users", true, true))
	require.Equal(t, []bool{false}, fires("bad-gateway,times=0", true))
}
