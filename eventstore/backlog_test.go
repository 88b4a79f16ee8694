package eventstore_test

import (
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/stretchr/testify/require"
)

// Reading at the end of a backlog of a million events must cost what it costs at
// its beginning: a short range of the primary key, not the whole rest of the table
// (which is what watermill-sql's stock query reads for every batch).
func TestABacklogOfAMillionEventsIsReadInShortRanges(t *testing.T) {
	t.Parallel()
	const backlog = 1_000_000
	l := storetest.NewLog(t)
	require.NoError(t, l.MakePartitions(t.Context()))
	_, err := l.DB.Pool("").Exec(t.Context(), `insert into eventstore.events
		select $1, n, 'customer/' || n, 1, gen_random_uuid(), case when n % 1000 = 0 then 'CustomerRemoved' else 'CustomerRecorded' end,
			1, $2, $2::timestamptz + n * interval '1 microsecond', 'test', gen_random_uuid(), null, null, '{}', '\x00'
		from generate_series(1, $3) n`, l.A, l.Clock.Now(), backlog)
	require.NoError(t, err)
	_, err = l.DB.Pool("").Exec(t.Context(), `analyze eventstore.events`)
	require.NoError(t, err)

	count := func(q eventstore.Query) (n int, took time.Duration) {
		began := time.Now()
		require.NoError(t, l.Read(t.Context(), l.A, q, func(event.Recorded) error {
			n++
			return nil
		}))
		return n, time.Since(began)
	}
	count(eventstore.Query{Limit: 1000})
	first, early := count(eventstore.Query{Limit: 1000})
	last, late := count(eventstore.Query{After: backlog - 1000, Limit: 1000})
	require.Equal(t, 1000, first)
	require.Equal(t, 1000, last)
	require.Less(t, late, 10*early+100*time.Millisecond)
	rare, _ := count(eventstore.Query{Types: []event.Type{"CustomerRemoved"}})
	require.Equal(t, backlog/1000, rare)

	l.Clock.Advance(time.Hour)
	done, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(0)))
	require.NoError(t, err)
	require.Equal(t, int64(backlog+1), done.Last)
}
