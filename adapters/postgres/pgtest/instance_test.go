package pgtest_test

import (
	"context"
	"sync"
	"testing"

	"coresync/adapters/postgres/cluster"
	"coresync/adapters/postgres/pgtest"

	"github.com/stretchr/testify/require"
)

// Ensures that a server that is just being started is not taken for a dead program's leftover by another start.
func TestParallelLaunchesLeaveEachOtherAlone(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	servers := make([]*pgtest.Instance, 4)
	errs := make([]error, len(servers))
	var wg sync.WaitGroup
	for i := range servers {
		wg.Go(func() { servers[i], errs[i] = pgtest.Launch(ctx, false) })
	}
	wg.Wait()
	for i, server := range servers {
		require.NoError(t, errs[i])
		require.NoError(t, cluster.Ping(ctx, server.ExternalURL("postgres")))
		require.NoError(t, server.Close())
	}
}
