package e2e

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// summary is what `coresync demo --no-wait --json` prints, by its agreed names.
type summary map[string]int

// agreed are the names in their order, those that were agreed first and ours.
var agreed = []string{
	"devices_found", "assets_created", "assets_updated", "organizations_matched", "organizations_unmatched",
	"unchanged", "skipped", "failed", "missing", "presence_changed", "events_appended", "position",
}

func TestTheDemoFromNothing(t *testing.T) {
	t.Parallel()
	p := privatePlace(t)
	runs := make([]summary, 2)
	for i := range runs {
		decodeInto(t, p.has("demo", "--no-wait", "--json"), &runs[i])
		require.ElementsMatch(t, agreed, slices.Collect(maps.Keys(runs[i])))
		require.Empty(t, p.servers(), "the demo leaves its server behind")
	}
	first, second := runs[0], runs[1]
	matched := first["organizations_matched"]
	require.Positive(t, matched)
	require.Equal(t, 25, matched+first["organizations_unmatched"])
	appended := first["events_appended"]
	require.Greater(t, appended, 400)
	require.Equal(t, summary{
		"devices_found": 400, "assets_created": 400, "assets_updated": 0, "organizations_matched": matched,
		"organizations_unmatched": 25 - matched, "unchanged": 0, "skipped": 0, "failed": 0, "missing": 0,
		"presence_changed": 0, "events_appended": appended, "position": first["position"],
	}, first)
	require.Greater(t, first["position"], appended, "customers, contacts, contracts and tickets came before")
	require.Greater(t, second["position"], first["position"])
	require.Less(t, second["events_appended"], 20, "no device, person or organization among them")
	second["events_appended"], second["position"] = 0, 0
	require.Equal(t, summary{
		"devices_found": 400, "assets_created": 0, "assets_updated": 0, "organizations_matched": matched,
		"organizations_unmatched": 25 - matched, "unchanged": 400, "skipped": 0, "failed": 0, "missing": 0,
		"presence_changed": 0, "events_appended": 0, "position": 0,
	}, second)
	servedDemo(t, p)
}

// servedDemo runs the demo as `make run` does and uses what it prints.
func servedDemo(t *testing.T, p *place) {
	t.Helper()
	d := p.launch("demo", "--listen", "127.0.0.1:0")
	d.says("End it with Ctrl-C.")
	found := regexp.MustCompile(`(?m)^Coresync +(http://127\.0\.0\.1:[1-9][0-9]*)\nSign in +owner@demo\.example, password \S+\nToken +(\S+)$`).FindStringSubmatch(d.out.String())
	require.NotNil(t, found, "address, sign-in and token in\n%s", d.out)
	for _, number := range []string{
		`Number of devices found +400\b`, `Assets created +0\b`, `Assets updated +0\b`,
		`Organizations matched to customers +[1-9]`, `Unmatched organizations +[0-9]`,
	} {
		require.Regexp(t, number, d.out.String())
	}
	a := website{t: t, address: found[1], token: found[2]}
	assets := a.count("/api/v1/assets")
	require.LessOrEqual(t, assets, 400+3, "three are kept by hand")
	require.Greater(t, assets, 400-10, "a few devices were set up anew: two ids, one asset")
	require.Equal(t, 25, a.count("/api/v1/organizations"))
	require.Positive(t, a.count("/api/v1/customers"))
	require.Positive(t, a.count("/api/v1/contacts"))
	require.Positive(t, a.count("/api/v1/contracts"))
	require.Positive(t, a.count("/api/v1/tickets"))
	require.Equal(t, 3, a.count("/api/v1/sync-runs"))
	a.token = "coresync_no_such"
	status, _ := a.get("/api/v1/assets")
	require.Equal(t, http.StatusUnauthorized, status)

	d.interrupt()
	require.Zero(t, d.wait(15*time.Second), "it ends cleanly")
	require.Empty(t, p.servers())
}
