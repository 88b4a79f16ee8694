package eventstore_test

import (
	"testing"

	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/stretchr/testify/require"
)

func TestEventsByPosition(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	_, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(1), storetest.Customer(2), storetest.Customer(3)))
	require.NoError(t, err)
	all := storetest.ReadAll(t, l, l.A)
	some, err := l.EventsAt(t.Context(), l.A, []int64{3, 1, 99})
	require.NoError(t, err)
	require.Len(t, some, 2)
	require.Equal(t, all[0], some[1])
	require.Equal(t, all[2], some[3])
	none, err := l.EventsAt(t.Context(), l.B, []int64{1})
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestRetagLeavesMovedStreamsAlone(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	one, two := storetest.Customer(1), storetest.Customer(2)
	one.Tag, one.TagVersion = []byte("old"), 1
	two.Tag, two.TagVersion = []byte("old"), 1
	done, err := l.Append(t.Context(), storetest.Write(l.A, one, two, storetest.Customer(2)))
	require.NoError(t, err)
	require.NoError(t, l.Retag(t.Context(), l.A, []eventstore.Retag{
		{Stream: one.Stream, Version: 1, Tag: []byte("new"), TagVersion: 2},
		{Stream: two.Stream, Version: 1, Tag: []byte("new"), TagVersion: 2},
	}))
	heads, err := l.Streams(t.Context(), l.A, []string{one.Stream, two.Stream})
	require.NoError(t, err)
	require.Equal(t, "new", string(heads[one.Stream].Tag))
	require.Equal(t, int16(2), heads[one.Stream].TagVersion)
	require.Equal(t, "old", string(heads[two.Stream].Tag))
	require.Equal(t, done.RecordedAt, heads[one.Stream].RecordedAt.UTC())
}
