package ninjasim_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

// shape tells each member's kind, null and number format included.
func shape(into map[string]bool, at string, raw []byte) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) == nil {
		kinds(into, at, v)
	}
}

func kinds(into map[string]bool, at string, v any) {
	switch v := v.(type) {
	case nil:
		into[at+" null"] = true
	case map[string]any:
		into[at+" object"] = true
		for k, x := range v {
			kinds(into, at+"."+k, x)
		}
	case []any:
		into[at+" array"] = true
		for _, x := range v {
			kinds(into, at+"[]", x)
		}
	case string:
		into[at+" string"] = true
	case bool:
		into[at+" bool"] = true
	case json.Number:
		if nineDecimals.MatchString(v.String()) {
			into[at+" time"] = true
		} else if !strings.Contains(v.String(), ".") {
			into[at+" integer"] = true
		}
	}
}

// TestCapturedAnswersCouldComeFromTheSimulator checks that each member of each
// captured answer occurs in the simulator's with the same kind: what a client
// has met in the field it meets here.
func TestCapturedAnswersCouldComeFromTheSimulator(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 900})
	for _, c := range []struct {
		sample, path, wrap string
	}{
		{"devices", "/v2/devices", ""},
		{"devices-detailed", "/v2/devices-detailed", ""},
		{"device-vmhost", "/v2/devices-detailed?df=class=VMWARE_VM_HOST", "[]"},
		{"organizations", "/v2/organizations", ""},
		{"users-technician", "/v2/users", ""},
		{"activities", "/v2/activities?pageSize=1000", ""},
		{"alerts", "/v2/alerts", ""},
		{"query-device-health-last-page", "/v2/queries/device-health", ""},
	} {
		raw, err := os.ReadFile("testdata/samples/" + c.sample + ".json")
		require.NoError(t, err)
		want, got := map[string]bool{}, map[string]bool{}
		shape(want, c.wrap, raw)
		shape(got, "", []byte(b.ok(c.path)))
		for k := range want {
			if strings.Contains(k, ".data.") { // free data of conditions
				continue
			}
			require.True(t, got[k], "%s: %s never occurs", c.sample, k)
		}
	}
}

func TestDevicesHaveNoNulls(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 300})
	for _, path := range []string{"/v2/devices", detailed, "/v2/organizations-detailed", "/v2/locations", "/v2/queries/device-health"} {
		require.NotContains(t, b.ok(path), "null", path)
	}
	require.Contains(t, b.ok("/v2/users"), `"organizationId":null,"tags":null,"fields":null`)
	require.NotContains(t, b.ok("/v2/devices"), "references")
	require.NotContains(t, b.ok("/v2/devices-detailed"), "references")
}

// A basic row is the detailed one without the details.
func TestBothListingsAgree(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 300})
	b.sim.Advance(time.Hour / 2)
	basic, full := b.rows("/v2/devices"), b.rows("/v2/devices-detailed")
	require.Len(t, full, len(basic))
	for i, row := range basic {
		for k, v := range row {
			require.Equal(t, full[i][k], v, k)
		}
		id := itoa(int(row["id"].(float64)))
		if i%10 == 0 {
			var one map[string]any
			require.NoError(t, json.Unmarshal([]byte(b.ok("/v2/device/"+id)), &one))
			require.Equal(t, full[i], one)
		}
	}
}
