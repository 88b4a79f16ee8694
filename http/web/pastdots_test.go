package web

import (
	"testing"
	"time"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// A day with changes is one dot, which leads to the state after the last of them; where all
// happened on one day each change is one. What the page shows is marked.
func TestPastStatesAreADotADay(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	e := func(position int64, ago time.Duration) api.HistoryEntry {
		return api.HistoryEntry{Position: position, RecordedAt: noon.Add(-ago)}
	}
	days := []api.HistoryEntry{e(9, 0), e(8, time.Hour), e(7, 13*time.Hour), e(4, 24*10*time.Hour)}
	dots := (&pastDots{Events: days}).of(time.UTC)
	require.Equal(t, []pastDot{{9, noon, 2, false}, {7, noon.Add(-13 * time.Hour), 1, false}, {4, noon.Add(-240 * time.Hour), 1, false}}, dots)
	require.Len(t, (&pastDots{Events: days[:2]}).of(time.UTC), 2, "of one day: one a change")
	require.Len(t, (&pastDots{Events: days[:3]}).of(time.FixedZone("", 2*60*60)), 3, "days are those of the reader: there all are of one")
	require.Empty(t, (&pastDots{}).of(time.UTC))

	shown := func(m api.Moment) (at []int64) {
		for _, d := range (&pastDots{Events: days, At: &m}).of(time.UTC) {
			if d.Shown {
				at = append(at, d.Position)
			}
		}
		return at
	}
	require.Equal(t, []int64{7}, shown(api.Moment{Position: 8}))
	require.Equal(t, []int64{9}, shown(api.Moment{Position: 4711}))
	require.Equal(t, []int64{4}, shown(api.Moment{Time: noon.Add(-48 * time.Hour)}))
	require.Empty(t, shown(api.Moment{Position: 3}), "before the oldest of the page")
}
