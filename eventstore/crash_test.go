package eventstore_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres/pgtest"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// The server is killed while eight writers append. Whoever got no answer repeats
// the request under its id; in the end each request is in the log exactly once.
func TestNothingIsLostOrDoubledWhenTheServerIsKilled(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgtest.Durable())
	l := storetest.NewLog(t, pgtest.On(server))
	const writers, each = 8, 25
	var wg sync.WaitGroup
	halfway := make(chan struct{}, writers*each)
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				a := storetest.Write(l.A, storetest.Customer(w*each+n))
				a.ID = uuid.New()
				for {
					ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
					_, err := l.Append(ctx, a)
					cancel()
					if err == nil {
						break
					}
					if t.Context().Err() != nil {
						return
					}
				}
				halfway <- struct{}{}
			}
		})
	}
	for range writers * each / 2 {
		<-halfway
	}
	server.Kill(t)
	server.Start(t)
	wg.Wait()

	all := storetest.ReadAll(t, l, l.A)
	require.Len(t, all, writers*each)
	streams := make(map[string]bool)
	for i, e := range all {
		require.Equal(t, int64(i+1), e.Position)
		streams[e.Stream] = true
	}
	require.Len(t, streams, writers*each)
}
