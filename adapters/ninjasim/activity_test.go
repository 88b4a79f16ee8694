package ninjasim_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

type logPage struct {
	LastActivityID, LastNodeActivityID int64
	Activities                         []struct {
		ID                   int64
		ActivityTime         float64
		DeviceID, UserID     int
		StatusCode, Activity string
		ActivityType         string
	}
}

func (b *bundle) activities(path string) logPage {
	b.t.Helper()
	var p logPage
	require.NoError(b.t, json.Unmarshal([]byte(b.ok(path)), &p))
	return p
}

func TestActivitiesPageBackAndTailForward(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 400})
	all := b.activities("/v2/activities?pageSize=1000")
	require.Greater(t, len(all.Activities), 100)
	require.Equal(t, all.LastActivityID, all.Activities[0].ID, "newest first")
	n, older := 0, ""
	for {
		p := b.activities("/v2/activities?pageSize=30" + older)
		require.Equal(t, all.LastActivityID, p.LastActivityID, "the same on every page")
		if len(p.Activities) == 0 {
			break
		}
		for _, a := range p.Activities {
			require.Equal(t, all.Activities[n].ID, a.ID)
			n++
		}
		older = "&olderThan=" + itoa(int(p.Activities[len(p.Activities)-1].ID))
	}
	require.Equal(t, len(all.Activities), n)
	require.Len(t, b.activities("/v2/activities?pageSize=1").Activities, 10, "at least ten")
	require.LessOrEqual(t, len(b.activities("/v2/activities").Activities), 200)

	tail := "/v2/activities?newerThan=" + itoa(int(all.LastActivityID))
	require.Empty(t, b.activities(tail).Activities)
	d := b.pick()
	require.NoError(t, b.sim.Rename(d.ID, "X"))
	require.NoError(t, b.sim.LogIn(b.sim.Users()[0].ID))
	p := b.activities(tail)
	require.Len(t, p.Activities, 2)
	require.Equal(t, "APP_USER_LOGGED_IN", p.Activities[0].StatusCode)
	require.Equal(t, "NODE_UPDATED", p.Activities[1].StatusCode)
	require.Equal(t, d.ID, p.Activities[1].DeviceID)
}

func TestActivityFilters(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 400})
	tech := b.sim.Users()[0].ID
	for query, keep := range map[string]func(code, kind string, device, user int) bool{
		"status=NODE_CREATED":                         func(c, _ string, _, _ int) bool { return c == "NODE_CREATED" },
		"status=in (NODE_CREATED,START_REQUESTED)":    func(c, _ string, _, _ int) bool { return c == "NODE_CREATED" || c == "START_REQUESTED" },
		"class=USER":                                  func(c, _ string, _, _ int) bool { return c == "APP_USER_LOGGED_IN" },
		"type=ACTIONSET":                              func(_, k string, _, _ int) bool { return k == "ACTIONSET" },
		"user=" + itoa(tech):                          func(_, _ string, _, u int) bool { return u == tech },
		"df=class = WINDOWS_SERVER":                   func(_, _ string, d, _ int) bool { return d != 0 },
		"sourceConfigUid=ignored&status=NODE_CREATED": func(c, _ string, _, _ int) bool { return c == "NODE_CREATED" },
	} {
		v, err := url.ParseQuery(query)
		require.NoError(t, err)
		v.Set("pageSize", "1000")
		p := b.activities("/v2/activities?" + v.Encode())
		require.NotEmpty(t, p.Activities, query)
		for _, a := range p.Activities {
			require.True(t, keep(a.StatusCode, a.ActivityType, a.DeviceID, a.UserID), "%s: %+v", query, a)
		}
	}
	require.Empty(t, b.activities("/v2/activities?before=20200101").Activities)
	require.Empty(t, b.activities("/v2/activities?after="+itoa(int(b.sim.Now().Unix()))).Activities)
	require.NotEmpty(t, b.activities("/v2/activities?after=20260901").Activities)
	status, _ := b.get("/v2/activities?df=deviceId=3")
	require.Equal(t, 500, status)
}

func TestDeviceActivities(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	d := b.pick()
	require.NoError(t, b.sim.SetLastUser(d.ID, "someone"))
	require.NoError(t, b.sim.Rename(d.ID, "Y"))
	require.NoError(t, b.sim.LogIn(b.sim.Users()[0].ID))
	p := b.activities("/v2/device/" + itoa(d.ID) + "/activities")
	require.Equal(t, "NODE_UPDATED", p.Activities[0].StatusCode)
	require.Equal(t, p.Activities[0].ID, p.LastNodeActivityID)
	require.Less(t, p.LastNodeActivityID, p.LastActivityID)
}

func TestAlertsAreThoseActiveNow(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 400})
	list := b.rows("/v2/alerts")
	require.NotEmpty(t, list)
	id := int(list[0]["deviceId"].(float64))
	require.Len(t, b.rows("/v2/device/"+itoa(id)+"/alerts"), 1)
	require.Len(t, b.rows("/v2/alerts?df=id="+itoa(id)), 1)
	kind, _ := list[0]["sourceType"].(string)
	for _, a := range b.rows("/v2/alerts?sourceType=" + kind) {
		require.Equal(t, kind, a["sourceType"])
	}
	require.NoError(t, b.sim.DeleteDevice(id))
	require.Len(t, b.rows("/v2/alerts"), len(list)-1, "it simply disappears")
}
