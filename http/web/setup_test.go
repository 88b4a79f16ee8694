package web

import (
	"testing"

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
