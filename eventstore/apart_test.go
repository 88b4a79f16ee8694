package eventstore_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Asked for apart, streams and types give the same as together, in either direction and
// between any positions; a name that is given twice counts once.
func TestWhatIsAskedForApartIsTheSame(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	one, two, three := storetest.Customer(1), storetest.Customer(2), storetest.Customer(3)
	gone := event.New{Stream: one.Stream, Payload: &event.CustomerRemoved{ID: uuid.New()}}
	scope := event.New{Stream: event.AssetScopeStream(), Payload: &event.AssetScopeSet{MappedOnly: true}}
	_, err := l.Append(t.Context(), storetest.Write(l.A, one, two, gone, scope, three, one, two, scope, gone, two))
	require.NoError(t, err)
	_, err = l.Append(t.Context(), storetest.Write(l.B, one, gone, scope))
	require.NoError(t, err)
	read := func(q eventstore.Query) (positions []int64) {
		require.NoError(t, l.Read(t.Context(), l.A, q, func(e event.Recorded) error {
			positions = append(positions, e.Position)
			return nil
		}))
		return positions
	}
	for _, q := range []eventstore.Query{
		{Streams: []string{one.Stream, two.Stream, one.Stream, "customer/none"}},
		{Types: []event.Type{"CustomerRemoved", "AssetScopeSet"}},
		{Streams: []string{one.Stream, two.Stream}, Types: []event.Type{"CustomerRemoved", "CustomerRecorded"}},
	} {
		for _, q.Limit = range []int{1, 3, 100} {
			for _, q.Backwards = range []bool{false, true} {
				for _, bound := range [][2]int64{{0, 0}, {2, 0}, {0, 8}, {3, 6}} {
					q.After, q.To = bound[0], bound[1]
					together, apart := q, q
					apart.Apart = true
					require.Equal(t, read(together), read(apart), "%+v", q)
				}
			}
		}
	}
}

// Who did something, and what was done in one go, is found between positions.
func TestEventsOfAnActorAndOfOneGo(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	write := storetest.Write(l.A, storetest.Customer(1), storetest.Customer(2))
	write.Actor, write.CorrelationID = "user:1", uuid.New()
	for range 2 {
		_, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(3)))
		require.NoError(t, err)
		_, err = l.Append(t.Context(), write)
		require.NoError(t, err)
	}
	all := storetest.ReadAll(t, l, l.A)
	for want, q := range map[string]eventstore.Query{
		"2 3 5 6 ": {Actor: "user:1"},
		"5 6 ":     {Correlation: write.CorrelationID, After: 3},
		"4 ":       {ID: all[3].ID},
	} {
		got := ""
		require.NoError(t, l.Read(t.Context(), l.A, q, func(e event.Recorded) error {
			got += string(rune('0'+e.Position)) + " "
			return nil
		}))
		require.Equal(t, want, got)
	}
}
