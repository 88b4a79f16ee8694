package ninjaone

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// activityLog serves activities 1 to newest, newest first; heedless makes it
// ignore newerThan where olderThan is sent too.
func activityLog(newest int64, heedless bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		older, _ := strconv.ParseInt(q.Get("olderThan"), 10, 64)
		newer, _ := strconv.ParseInt(q.Get("newerThan"), 10, 64)
		size, _ := strconv.Atoi(q.Get("pageSize"))
		if heedless && older != 0 {
			newer = 0
		}
		page := []map[string]any{}
		for id := newest; id > newer && len(page) < size; id-- {
			if older == 0 || id < older {
				page = append(page, map[string]any{"id": id})
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"lastActivityId": newest, "activities": page})
	}
}

// TestActivitiesNewerThan: whatever the page size, a follower gets each activity
// since the one it has seen, once.
func TestActivitiesNewerThan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		newest := rapid.Int64Range(0, 60).Draw(rt, "newest")
		seen := rapid.Int64Range(0, newest).Draw(rt, "seen")
		b := setup(t, activityLog(newest, rapid.Bool().Draw(rt, "heedless")))
		got := read(b.Activities(t.Context(), ActivityQuery{NewerThan: seen, PageSize: rapid.IntRange(10, 30).Draw(rt, "size")}))
		require.NoError(rt, got.err)
		var want []int64
		for id := newest; id > seen; id-- {
			want = append(want, id)
		}
		require.Equal(rt, want, got.ids)
		require.Equal(rt, newest, got.pages[0].LastActivityID)
		require.True(rt, got.pages[len(got.pages)-1].Last)
	})
}

func TestActivityParameters(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `{"activities":[]}`))
	q := ActivityQuery{OlderThan: 99, NewerThan: 7, Class: "DEVICE", Type: "SYSTEM", Status: "in (NODE_DELETED,NODE_CREATED)", Filter: OrganizationIn(3), PageSize: 3, Index: 4}
	got := read(b.Activities(t.Context(), q))
	require.NoError(t, got.err)
	require.Equal(t, 4, got.pages[0].Index)
	require.Equal(t, "class=DEVICE&df=org%20in%20%283%29&newerThan=7&olderThan=99&pageSize=10&status=in%20%28NODE_DELETED%2CNODE_CREATED%29&type=SYSTEM", b.asked("/v2/activities")[0].query)
	require.NoError(t, read(b.DeviceActivities(t.Context(), 5, q)).err)
	require.Equal(t, "activityType=SYSTEM&newerThan=7&olderThan=99&pageSize=10&status=in%20%28NODE_DELETED%2CNODE_CREATED%29", b.asked("/v2/device/5/activities")[0].query)
}

func TestActivitiesThatComeAgain(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `{"lastActivityId":"?","activities":[{"id":9},{"id":8}]}`))
	got := read(b.Activities(t.Context(), ActivityQuery{}))
	var repeated *PageRepeatedError
	require.ErrorAs(t, got.err, &repeated)
	require.Equal(t, PageRepeatedError{Call: CallActivities, Page: 2, After: "id 8"}, *repeated)
	require.Equal(t, []int64{9, 8}, got.ids)
	require.Contains(t, b.logged(), "lastActivityId")
}

func TestPeopleByAnchor(t *testing.T) {
	t.Parallel()
	b := setup(t, inTurn(say(200, `[{"id":5,"naturalId":"100"},{"id":3,"naturalId":101}]`), say(200, `[]`)))
	got := read(b.AppUsers(t.Context(), AppUserQuery{Type: "CONTACT", Search: "ann", OrganizationID: 4, ListQuery: ListQuery{PageSize: 50}}))
	require.NoError(t, got.err)
	require.Equal(t, []int64{100, 101}, got.ids)
	asked := b.asked("/v2/ticketing/app-user-contact")
	require.Equal(t, "clientId=4&pageSize=50&searchCriteria=ann&userType=CONTACT", asked[0].query)
	require.Equal(t, "anchorNaturalId=101&clientId=4&pageSize=50&searchCriteria=ann&userType=CONTACT", asked[1].query)
}
