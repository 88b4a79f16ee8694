package ninjasim_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

func TestPagesFollowTheLastID(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40, PageSizeDefault: 15})
	for _, path := range []string{"/v2/devices", "/v2/devices-detailed", "/api/v2/devices", "/ws/api/v2/devices"} {
		require.Len(t, b.raw(path+"?", 7), 40, path)
		require.Len(t, b.raw(path+"?", 20), 40, "a full last page is followed by an empty one")
		require.Len(t, b.rows(path), 15, "default size")
		require.Len(t, b.rows(path+"?pageSize=many"), 15)
	}
	require.Len(t, b.raw("/v2/organizations?", 4), 25)
	sites := 0
	for _, o := range b.sim.Organizations() {
		sites += len(o.Locations)
		require.Len(t, b.rows("/v2/organization/"+itoa(o.ID)+"/locations"), len(o.Locations))
	}
	require.Len(t, b.raw("/v2/locations?", 9), sites)
}

func TestUnknownParametersAreIgnored(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	whole := b.ok("/v2/devices-detailed")
	org := itoa(b.sim.Organizations()[1].ID)
	for _, q := range []string{"?org=" + org, "?of=" + org, "?expand=nonsense", "?ts=1&colour=red"} {
		require.Equal(t, whole, b.ok("/v2/devices-detailed"+q), "the whole fleet comes back")
	}
}

// reportPage is a page of a report.
type reportPage struct {
	Cursor *struct {
		Name          string
		Offset, Count int
		Expires       float64
	}
	Results []struct {
		DeviceID int
		Name     string
	}
}

func (b *bundle) report(path string) reportPage {
	b.t.Helper()
	var p reportPage
	require.NoError(b.t, json.Unmarshal([]byte(b.ok(path)), &p))
	return p
}

func TestCursorKeepsItsNameWhileItsOffsetAdvances(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	for path, rows := range map[string]int{"/v2/queries/device-health": 60, "/v2/queries/volumes": 0, "/v2/queries/logged-on-users": 0,
		"/v2/queries/computer-systems": 0, "/v2/queries/operating-systems": 0, "/v2/queries/processors": 0} {
		all := b.report(path)
		require.Nil(t, all.Cursor, "a page that is not full has no cursor")
		require.NotContains(t, b.ok(path), "cursor")
		if rows > 0 {
			require.Len(t, all.Results, rows)
		}
		name, got := "", b.report(path+"?pageSize=10")
		results := got.Results
		for got.Cursor != nil {
			require.Equal(t, len(results), got.Cursor.Offset)
			require.Equal(t, 10, got.Cursor.Count)
			require.True(t, name == "" || name == got.Cursor.Name, "one name")
			name = got.Cursor.Name
			got = b.report(path + "?pageSize=10&cursor=" + name)
			results = append(results, got.Results...)
		}
		require.Equal(t, all.Results, results, path)
	}
}

func TestCursorsEnd(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	const path = "/v2/queries/device-health?pageSize=10"
	p := b.report(path)
	status, _ := b.get("/v2/queries/volumes?cursor=" + p.Cursor.Name)
	require.Equal(t, 400, status, "a cursor belongs to its report")
	status, _ = b.get(path + "&cursor=nonsense")
	require.Equal(t, 400, status)
	b.sim.Advance(2 * time.Hour)
	b.signIn()
	status, _ = b.get(path + "&cursor=" + p.Cursor.Name)
	require.Equal(t, 400, status, "expired")
}

func TestATruncatedPageDoesNotMoveTheCursor(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	const path = "/v2/queries/device-health?pageSize=10"
	first := b.report(path)
	second := path + "&cursor=" + first.Cursor.Name
	require.NoError(t, b.sim.ArmFault("truncated-json"))
	require.False(t, json.Valid([]byte(b.ok(second))))
	require.Equal(t, 20, b.report(second).Cursor.Offset)
}

func TestReportsTakeFilters(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 300})
	p := b.report("/v2/queries/computer-systems?pageSize=10&df=class%20%3D%20WINDOWS_SERVER")
	n := len(p.Results)
	for p.Cursor != nil {
		p = b.report("/v2/queries/computer-systems?pageSize=10&cursor=" + p.Cursor.Name)
		n += len(p.Results)
	}
	servers := 0
	for _, d := range b.sim.Devices() {
		if d.Class.String() == "WINDOWS_SERVER" && d.Status.String() == "APPROVED" && d.Reported {
			servers++
		}
	}
	require.Equal(t, servers, n)
	require.Greater(t, servers, 10)
}

func TestAnchoredListing(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 300})
	const path = "/v2/ticketing/app-user-contact"
	all := b.rows(path + "?pageSize=10000")
	require.Greater(t, len(all), 150)
	require.Len(t, b.rows(path), 50, "documented size")
	var got []map[string]any
	for anchor := ""; ; {
		page := b.rows(path + "?anchorNaturalId=" + anchor)
		got = append(got, page...)
		if len(page) == 0 {
			break
		}
		anchor, _ = page[len(page)-1]["naturalId"].(string)
	}
	require.Equal(t, all, got)
	for _, r := range b.rows(path + "?userType=CONTACT&pageSize=10") {
		require.Equal(t, "CONTACT", r["userType"])
	}
	mail, _ := all[70]["email"].(string)
	require.Contains(t, b.rows(path+"?searchCriteria="+mail), all[70])
	require.Empty(t, b.rows(path+"?clientId=1"))
}

func TestFaultsStrikeReportsToo(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	const path = "/v2/queries/device-health"
	list := func() (ids []int) {
		p := b.report(path + "?pageSize=10")
		for {
			for _, r := range p.Results {
				ids = append(ids, r.DeviceID)
			}
			if p.Cursor == nil {
				return ids
			}
			p = b.report(path + "?pageSize=10&cursor=" + p.Cursor.Name)
		}
	}
	all := list()
	require.NoError(t, b.sim.ArmFault("duplicate-page=2,route="+path))
	require.Equal(t, append(append([]int{}, all[:10]...), all...), list())
	require.NoError(t, b.sim.ArmFault("missing-page=3,route="+path))
	require.Equal(t, append(append([]int{}, all[:20]...), all[30:]...), list())
	require.NoError(t, b.sim.ArmFault("empty-listing,route=/v2/users"))
	require.Empty(t, b.rows("/v2/users"))
	require.NotEmpty(t, b.rows("/v2/users"))
}
