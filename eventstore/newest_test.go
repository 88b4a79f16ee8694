package eventstore_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/eventstore/storetest"

	"github.com/stretchr/testify/require"
)

func TestTheNewestEventsOfStreams(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	one, two := storetest.Customer(1), storetest.Customer(2)
	_, err := l.Append(t.Context(), storetest.Write(l.A, one, two, one, one, two))
	require.NoError(t, err)
	_, err = l.Append(t.Context(), storetest.Write(l.B, two))
	require.NoError(t, err)
	all := storetest.ReadAll(t, l, l.A)
	got, err := l.NewestOf(t.Context(), l.A, []string{one.Stream, two.Stream, "customer/none"}, 4, 2)
	require.NoError(t, err)
	require.Equal(t, map[string][]event.Recorded{
		one.Stream: {all[3], all[2]}, two.Stream: {all[1]},
	}, got, "up to the position, the newest first")
	got, err = l.NewestOf(t.Context(), l.A, nil, 9, 2)
	require.NoError(t, err)
	require.Empty(t, got)
}
