package ninjaone

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// afterID serves rows of the given ids as NinjaOne pages them; most bounds a
// page, whatever was asked for.
func afterID(most int, ids ...int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
		size, _ := strconv.Atoi(r.URL.Query().Get("pageSize"))
		if most > 0 {
			size = min(size, most)
		}
		page := []map[string]any{}
		for _, id := range ids {
			if id > after && len(page) < size {
				page = append(page, map[string]any{"id": id, "name": fmt.Sprint("n", id)})
			}
		}
		_ = json.NewEncoder(w).Encode(page)
	}
}

func TestDevicesPageByPage(t *testing.T) {
	t.Parallel()
	b := setup(t, afterID(0, 3, 5, 9, 12))
	got := read(b.Devices(t.Context(), DeviceQuery{
		ListQuery: ListQuery{PageSize: 2}, Detailed: true, Expand: []Expand{ExpandWarranty, ExpandAssignedOwner},
		Filter: StatusIs("APPROVED").And(OrganizationIn(1, 2)),
	}))
	require.NoError(t, got.err)
	require.Equal(t, []int64{3, 5, 9, 12}, got.ids)
	require.Equal(t, []string{`{"id":3,"name":"n3"}`, `{"id":5,"name":"n5"}`, `{"id":9,"name":"n9"}`, `{"id":12,"name":"n12"}`}, got.rows)
	asked := b.asked("/v2/devices-detailed")
	require.Len(t, asked, 4, "the end is asked for twice")
	require.Equal(t, "df=status%20%3D%20APPROVED%20AND%20org%20in%20%281%2C2%29&expand=warranty%2CassignedOwner&pageSize=2", asked[0].query)
	require.Contains(t, asked[1].query, "after=5&")
	require.Contains(t, asked[2].query, "after=12&")
	require.Equal(t, "Bearer access-token-value-1", asked[0].auth)
	require.Len(t, got.pages, 3)
	require.Equal(t, []bool{false, false, true}, []bool{got.pages[0].Last, got.pages[1].Last, got.pages[2].Last})
	require.Equal(t, []int64{5, 12, 12}, []int64{got.pages[0].After, got.pages[1].After, got.pages[2].After})
	require.Equal(t, 2, got.pages[2].Index)
	require.Equal(t, b.BaseURL()+"/v2/devices-detailed?"+asked[0].query, got.pages[0].URL)
	require.Len(t, b.asked(tokenPath), 1)
}

// TestShortPagesDoNotEndAList: the largest page size is not documented, so a page
// shorter than asked for may be a capped one.
func TestShortPagesDoNotEndAList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.Int64Range(1, 99), 0, 30, rapid.ID).Draw(rt, "ids")
		sortInts(ids)
		b := setup(t, afterID(rapid.IntRange(0, 7).Draw(rt, "most"), ids...))
		size := rapid.IntRange(1, 40).Draw(rt, "size")
		got := read(b.Locations(t.Context(), ListQuery{PageSize: size}))
		require.NoError(rt, got.err)
		require.Equal(rt, ids, append([]int64{}, got.ids...))
		require.True(rt, got.pages[len(got.pages)-1].Last)
	})
}

func sortInts(ids []int64) {
	for i := range ids {
		for j := i; j > 0 && ids[j] < ids[j-1]; j-- {
			ids[j], ids[j-1] = ids[j-1], ids[j]
		}
	}
}

func TestAListIsResumedBehindAPage(t *testing.T) {
	t.Parallel()
	b := setup(t, afterID(0, 3, 5, 9, 12))
	var kept Page
	for p, err := range b.Organizations(t.Context(), ListQuery{PageSize: 2}) {
		require.NoError(t, err)
		kept = *p
		break
	}
	got := read(b.Organizations(t.Context(), ListQuery{PageSize: 2, After: kept.After, Index: kept.Index + 1}))
	require.NoError(t, got.err)
	require.Equal(t, []int64{9, 12}, got.ids)
	require.Equal(t, 1, got.pages[0].Index)
}

func TestAServerThatIgnoresAfter(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[{"id":1},{"id":2}]`))
	got := read(b.Devices(t.Context(), DeviceQuery{ListQuery: ListQuery{PageSize: 2}}))
	var repeated *PageRepeatedError
	require.ErrorAs(t, got.err, &repeated)
	require.Equal(t, PageRepeatedError{Call: CallDevices, Page: 2, After: "id 2"}, *repeated)
	require.Equal(t, []int64{1, 2}, got.ids)
	require.Len(t, b.asked("/v2/devices"), 3, "asked for once more before giving up")
}

func TestAnEmptyAnswerInTheMiddleIsNoEnd(t *testing.T) {
	t.Parallel()
	b := setup(t, inTurn(say(200, `[]`), say(200, `[{"id":1},{"id":2}]`), say(200, `[]`), say(200, `[{"id":3}]`), say(200, `[]`)))
	got := read(b.Devices(t.Context(), DeviceQuery{}))
	require.NoError(t, got.err)
	require.Equal(t, []int64{1, 2, 3}, got.ids)
	require.Empty(t, b.clock.sleeps())
}

func TestDevicesByID(t *testing.T) {
	t.Parallel()
	b := setup(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		var ids []int64
		for _, text := range strings.Split(strings.Trim(strings.TrimPrefix(q.Get("df"), "id in "), "()"), ",") {
			if id, _ := strconv.ParseInt(text, 10, 64); id%2 == 0 {
				ids = append(ids, id)
			}
		}
		afterID(0, ids...)(w, r)
	})
	ids := make([]int64, 450)
	var want []int64
	for i := range ids {
		if ids[i] = int64(i + 1); ids[i]%2 == 0 {
			want = append(want, ids[i])
		}
	}
	got := read(b.DevicesByID(t.Context(), ids, true, ExpandWarranty))
	require.NoError(t, got.err)
	require.Equal(t, want, got.ids)
	require.Len(t, got.pages, 4)
	require.Equal(t, Page{Call: CallDevices, Index: 3, Last: true}, got.pages[3])
	require.Less(t, len(b.asked("/v2/devices-detailed")[0].query), 2000)
	require.Len(t, read(b.DevicesByID(t.Context(), nil, false)).pages, 1)
	require.Empty(t, b.asked("/v2/devices"))
}

func TestAPageTwice(t *testing.T) {
	t.Parallel()
	b := setup(t, inTurn(say(200, `[{"id":1},{"id":2}]`), say(200, `[{"id":1},{"id":2}]`), say(200, `[{"id":3}]`), say(200, `[]`)))
	got := read(b.Devices(t.Context(), DeviceQuery{ListQuery: ListQuery{PageSize: 2}}))
	require.NoError(t, got.err)
	require.Equal(t, []int64{1, 2, 3}, got.ids)
}

func TestPagesThatGoInCircles(t *testing.T) {
	t.Parallel()
	b := setup(t, inTurn(say(200, `[{"id":1},{"id":2}]`), say(200, `[{"id":3},{"id":4}]`), say(200, `[{"id":1},{"id":2}]`)))
	got := read(b.Devices(t.Context(), DeviceQuery{ListQuery: ListQuery{PageSize: 2}}))
	var repeated *PageRepeatedError
	require.ErrorAs(t, got.err, &repeated)
	require.Equal(t, 3, repeated.Page)
}

func TestIDsOutOfOrderAreTolerated(t *testing.T) {
	t.Parallel()
	b := setup(t, inTurn(say(200, `[{"id":9},{"id":2}]`), say(200, `[{"id":5},{"id":7}]`), say(200, `[]`)))
	got := read(b.Devices(t.Context(), DeviceQuery{ListQuery: ListQuery{PageSize: 2}}))
	require.NoError(t, got.err)
	require.Equal(t, []int64{9, 2, 5, 7}, got.ids)
	require.Equal(t, []bool{true, true, false}, []bool{got.pages[0].Unordered, got.pages[1].Unordered, got.pages[2].Unordered})
}

func TestAListingIsBounded(t *testing.T) {
	t.Parallel()
	b := setup(t, func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.Atoi(r.URL.Query().Get("after"))
		_, _ = fmt.Fprintf(w, `[{"id":%d}]`, after+1)
	}, func(c *Config) { c.Limits.MaxPages = 5 })
	got := read(b.Devices(t.Context(), DeviceQuery{}))
	var endless *EndlessListingError
	require.ErrorAs(t, got.err, &endless)
	require.Equal(t, 5, endless.Pages)
}

func TestALargeDeviceCostsOnlyItsRow(t *testing.T) {
	t.Parallel()
	large := `{"id":5,"notes":"` + strings.Repeat("x", 10<<20) + `"}`
	b := setup(t, inTurn(say(200, `[{"id":1},`+large+`,{"id":7}]`), say(200, `[]`)))
	got := read(b.Devices(t.Context(), DeviceQuery{}))
	require.NoError(t, got.err)
	require.Equal(t, []int64{1, 7}, got.ids)
	require.Len(t, got.rejected, 1)
	var tooLarge *RowTooLargeError
	require.ErrorAs(t, got.rejected[0].Err, &tooLarge)
	require.Equal(t, int64(5), tooLarge.ID)
	require.Contains(t, b.logged(), "id=5")
}

func TestATooLargePageIsAskedForInSmallerOnes(t *testing.T) {
	t.Parallel()
	b := setup(t, func(w http.ResponseWriter, r *http.Request) {
		size, _ := strconv.Atoi(r.URL.Query().Get("pageSize"))
		after, _ := strconv.Atoi(r.URL.Query().Get("after"))
		var rows []string
		for id := after + 1; id <= min(after+size, 20); id++ {
			rows = append(rows, fmt.Sprintf(`{"id":%d,"x":%q}`, id, strings.Repeat("x", 1000)))
		}
		_, _ = w.Write([]byte("[" + strings.Join(rows, ",") + "]"))
	}, func(c *Config) { c.Limits.MaxBodyBytes = 6000 })
	got := read(b.Devices(t.Context(), DeviceQuery{ListQuery: ListQuery{PageSize: 16}}))
	require.NoError(t, got.err)
	require.Len(t, got.ids, 20)
	require.Equal(t, "pageSize=16", b.asked("/v2/devices")[0].query)
	require.Equal(t, "pageSize=4", b.asked("/v2/devices")[1].query)
}

func TestWholeLists(t *testing.T) {
	t.Parallel()
	for path, list := range map[string]func(*testBundle) (*Page, error){
		"/v2/users":                    func(b *testBundle) (*Page, error) { return b.Users(b.t.Context(), UserQuery{}) },
		"/v2/user/technicians":         func(b *testBundle) (*Page, error) { return b.Technicians(b.t.Context()) },
		"/v2/user/end-users":           func(b *testBundle) (*Page, error) { return b.EndUsers(b.t.Context()) },
		"/v2/user/roles":               func(b *testBundle) (*Page, error) { return b.UserRoles(b.t.Context(), "") },
		"/v2/contacts":                 func(b *testBundle) (*Page, error) { return b.Contacts(b.t.Context()) },
		"/v2/groups":                   func(b *testBundle) (*Page, error) { return b.Groups(b.t.Context()) },
		"/v2/policies":                 func(b *testBundle) (*Page, error) { return b.Policies(b.t.Context()) },
		"/v2/roles":                    func(b *testBundle) (*Page, error) { return b.DeviceRoles(b.t.Context()) },
		"/v2/alerts":                   func(b *testBundle) (*Page, error) { return b.Alerts(b.t.Context(), "") },
		"/v2/organization/4/locations": func(b *testBundle) (*Page, error) { return b.OrganizationLocations(b.t.Context(), 4) },
		"/v2/organization/4/end-users": func(b *testBundle) (*Page, error) { return b.OrganizationEndUsers(b.t.Context(), 4) },
	} {
		b := setup(t, say(200, `[{"id":31,"organizationId":null},{"id":32,"tags":null}]`))
		p, err := list(b)
		require.NoError(t, err, path)
		require.Len(t, b.asked(path), 1, path)
		require.Equal(t, []Row{{Raw: []byte(`{"id":31,"organizationId":null}`), ID: 31}, {Raw: []byte(`{"id":32,"tags":null}`), ID: 32}}, p.Rows)
		require.True(t, p.Last)
	}
	b := setup(t, say(200, `[7,8]`))
	p, err := b.GroupDevices(t.Context(), 563)
	require.NoError(t, err)
	require.Equal(t, []Row{{Raw: []byte(`7`)}, {Raw: []byte(`8`)}}, p.Rows)
}

func TestParametersOfUserLists(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[]`))
	_, err := b.Users(t.Context(), UserQuery{Type: "TECHNICIAN", IncludeRoles: true})
	require.NoError(t, err)
	require.Equal(t, "includeRoles=true&userType=TECHNICIAN", b.asked("/v2/users")[0].query)
	_, err = b.UserRoles(t.Context(), "END_USER")
	require.NoError(t, err)
	require.Equal(t, "roleType=END_USER", b.asked("/v2/user/roles")[0].query)
}

func TestReportsByCursor(t *testing.T) {
	t.Parallel()
	b := setup(t, inTurn(
		say(200, `{"cursor":{"name":"k1","offset":2,"count":2,"expires":1787901861.504000000},"results":[{"deviceId":1},{"deviceId":2}]}`),
		say(200, `{"results":[{"deviceId":3},{"deviceId":4}],"cursor":{"name":"k1","offset":4,"count":2}}`),
		say(200, `{"results":[{"deviceId":5}]}`),
	))
	got := read(b.Query(t.Context(), LoggedOnUsers, ReportQuery{PageSize: 2, Params: url.Values{"ts": {"x"}}, Filter: IDIn()}))
	require.NoError(t, got.err)
	require.Equal(t, []string{`{"deviceId":1}`, `{"deviceId":2}`, `{"deviceId":3}`, `{"deviceId":4}`, `{"deviceId":5}`}, got.rows)
	asked := b.asked("/v2/queries/logged-on-users")
	require.Equal(t, "df=id%20in%20%280%29&pageSize=2&ts=x", asked[0].query)
	require.Equal(t, "cursor=k1&df=id%20in%20%280%29&pageSize=2&ts=x", asked[1].query)
	require.Equal(t, "k1", got.pages[0].Cursor)
	require.True(t, got.pages[2].Last)
}

func TestReportsEnd(t *testing.T) {
	t.Parallel()
	for name, last := range map[string]string{
		"without rows":             `{"cursor":{"name":"k1","offset":9},"results":[]}`,
		"without a list":           `{"cursor":{"name":"k1","offset":9}}`,
		"with a null list":         `{"results":null}`,
		"with nothing":             `{}`,
		"where the offset stays":   `{"cursor":{"name":"k1","offset":2},"results":[]}`,
		"where the cursor is null": `{"cursor":null,"results":[]}`,
	} {
		b := setup(t, inTurn(say(200, `{"cursor":{"name":"k1","offset":2},"results":[{"deviceId":1},{"deviceId":2}]}`), say(200, last)))
		got := read(b.Query(t.Context(), DeviceHealth, ReportQuery{}))
		require.NoError(t, got.err, name)
		require.Len(t, got.rows, 2, name)
		require.Len(t, b.asked("/v2/queries/device-health"), 2, name)
	}
}

func TestAReportThatComesAgain(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `{"cursor":{"name":"k1","offset":2},"results":[{"deviceId":1},{"deviceId":2}]}`))
	got := read(b.Query(t.Context(), Disks, ReportQuery{}))
	var repeated *PageRepeatedError
	require.ErrorAs(t, got.err, &repeated)
	require.Len(t, got.rows, 2)
}

func TestAReportFaultIsNoEmptyReport(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"resultCode":"FAILURE","incidentId":"X-1"}`, `{"results":{}}`, `{"cursor":{"name":7},"results":[]}`} {
		b := setup(t, say(200, body))
		got := read(b.Query(t.Context(), Disks, ReportQuery{}))
		require.Error(t, got.err, body)
		require.Empty(t, got.pages)
	}
	b := setup(t, say(200, `{}`))
	require.Error(t, read(b.Query(t.Context(), "../users", ReportQuery{})).err)
	require.Empty(t, b.asked("/v2/users"))
}

func TestOneDevice(t *testing.T) {
	t.Parallel()
	b := setup(t, inTurn(say(200, ` {"id":7,"x":1.50} `), say(404, `{"resultCode":"FAILURE","errorMessage":"HTTP 404 Not Found","incidentId":"I-1"}`)))
	row, err := b.Device(t.Context(), 7)
	require.NoError(t, err)
	require.Equal(t, Row{Raw: []byte(`{"id":7,"x":1.50}`), ID: 7}, row)
	_, err = b.LastUser(t.Context(), 7)
	require.Equal(t, KindNotFound, KindOf(err))
	require.Len(t, b.asked("/v2/device/7/last-logged-on-user"), 1)
}
