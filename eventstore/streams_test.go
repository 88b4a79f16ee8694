package eventstore_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What was known of the streams at any place of the log, with what moved since in its
// place, is what they are now.
func TestStreamsThatMovedBringTheOthersUpToDate(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	rapid.Check(t, func(t2 *rapid.T) {
		tenant := uuid.New()
		require.NoError(t, l.CreateTenant(t.Context(), eventstore.Tenant{ID: tenant, Name: "tenant"}))
		appendSome := func() {
			for _, n := range rapid.SliceOfN(rapid.IntRange(1, 9), 0, 8).Draw(t2, "customers") {
				e := storetest.Customer(n)
				e.Tag, e.TagVersion = []byte{byte(n), 1}, 1
				_, err := l.Append(t.Context(), storetest.Write(tenant, e))
				require.NoError(t, err)
			}
			_, err := l.Append(t.Context(), storetest.Write(tenant, event.New{
				Stream: "elsewhere", Payload: storetest.Customer(1).Payload,
			}))
			require.NoError(t, err)
		}
		known := make(map[string]eventstore.StreamHead)
		into := func(h eventstore.StreamHead) error {
			h.Tag = append([]byte(nil), h.Tag...)
			known[h.Stream] = h
			return nil
		}
		appendSome()
		since, err := l.Head(t.Context(), tenant)
		require.NoError(t, err)
		require.NoError(t, l.EachStream(t.Context(), tenant, "customer/", into))
		before := len(known)
		appendSome()
		moved := 0
		require.NoError(t, l.EachStreamSince(t.Context(), since, "customer/", func(h eventstore.StreamHead) error {
			require.Greater(t, h.LastPosition, since.Position)
			moved++
			return into(h)
		}))
		caughtUp := known
		known = make(map[string]eventstore.StreamHead)
		require.NoError(t, l.EachStream(t.Context(), tenant, "customer/", into))
		require.Equal(t, known, caughtUp)
		require.GreaterOrEqual(t, moved, len(known)-before)
	})
}
