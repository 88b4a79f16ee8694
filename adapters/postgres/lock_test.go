package postgres_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"

	"github.com/stretchr/testify/require"
)

// More wait for a lock than the pool has connections, and the one that holds it works
// through that pool.
func TestLockKeepsOthersOutAndLeavesThemThePool(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t).PoolWith(postgres.PoolConfig{Role: postgres.RoleApp, MaxConns: 2})
	var inside, most atomic.Int32
	var waiting sync.WaitGroup
	for range 6 {
		waiting.Go(func() {
			release, err := postgres.Lock(t.Context(), pool, "a thing")
			if err != nil {
				t.Error(err)
				return
			}
			defer release()
			most.Store(max(most.Load(), inside.Add(1)))
			if _, err := pool.Exec(t.Context(), "select 1"); err != nil {
				t.Error(err)
			}
			inside.Add(-1)
		})
	}
	waiting.Wait()
	require.EqualValues(t, 1, most.Load())
	require.Zero(t, pool.Stat().AcquiredConns())
}

func TestLockOfOneNameLeavesOthersFree(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t).PoolWith(postgres.PoolConfig{Role: postgres.RoleApp})
	one, err := postgres.Lock(t.Context(), pool, "one")
	require.NoError(t, err)
	two, err := postgres.Lock(t.Context(), pool, "two")
	require.NoError(t, err)
	two()
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() {
		_, err := postgres.Lock(ctx, pool, "one")
		failed <- err
	}()
	cancel()
	require.ErrorContains(t, <-failed, "lock one")
	one()
	again, err := postgres.Lock(t.Context(), pool, "one")
	require.NoError(t, err)
	again()
}
