package web

import (
	"testing"

	"coresync/domain/event"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestAFirstSyncThatIsDoneIsBehindTheSteps(t *testing.T) {
	t.Parallel()
	of := func(state string) *setupView {
		return &setupView{Connection: api.Connection{State: "connected", Grant: "authorization_code"}, Run: &runView{Run: api.Run{State: state}}}
	}
	require.Equal(t, 5, of("completed").at(), "though the read model of the connection doesn't know it yet")
	for _, state := range []string{"running", "held", "failed", "discarded"} {
		require.Equal(t, 4, of(state).at(), state)
	}
}

func TestASetUpPageSaysWhatTheNewestRunDid(t *testing.T) {
	t.Parallel()
	require.Equal(t, "1 asset was created;", assetsSaid(event.SyncCounts{Found: 9, Created: 1, Changed: 3}))
	require.Equal(t, "3 assets were updated;", assetsSaid(event.SyncCounts{Found: 9, Changed: 3}))
	require.Equal(t, "9 devices were found, all as before;", assetsSaid(event.SyncCounts{Found: 9, Unchanged: 9}))
}
