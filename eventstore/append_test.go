package eventstore_test

import (
	"sync"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/leaf"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestAppendGivesGaplessPositionsAndVersions(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)

	first, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(1), storetest.Customer(2), storetest.Customer(1)))
	require.NoError(t, err)
	require.Equal(t, int64(1), first.First)
	require.Equal(t, int64(3), first.Last)
	require.Equal(t, map[string]int64{storetest.Customer(1).Stream: 2, storetest.Customer(2).Stream: 1}, first.Versions)

	other, err := l.Append(t.Context(), storetest.Write(l.B, storetest.Customer(1)))
	require.NoError(t, err)
	require.Equal(t, int64(1), other.Last, "positions are a tenant's own")

	all := storetest.ReadAll(t, l, l.A)
	require.Len(t, all, 3)
	for i, e := range all {
		require.Equal(t, int64(i+1), e.Position)
		hash := leaf.Hash(e, leaf.PayloadHash(e.Payload))
		require.Equal(t, hash[:], e.LeafHash)
	}
	payload, err := l.Registry().Decode(all[2])
	require.NoError(t, err)
	require.Equal(t, "Customer 1", payload.(*event.CustomerRecorded).Name)
}

func TestAppendChecksExpectedVersions(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	stream := storetest.Customer(1).Stream
	expecting := func(want eventstore.Expected) error {
		a := storetest.Write(l.A, storetest.Customer(1))
		a.Expect = map[string]eventstore.Expected{stream: want}
		_, err := l.Append(t.Context(), a)
		return err
	}
	require.NoError(t, expecting(eventstore.NoStream()))
	require.NoError(t, expecting(eventstore.Exact(1)))
	require.NoError(t, expecting(eventstore.Any()))

	var conflict *eventstore.VersionConflictError
	require.ErrorAs(t, expecting(eventstore.NoStream()), &conflict)
	require.Equal(t, int64(3), conflict.Got)
	require.ErrorAs(t, expecting(eventstore.Exact(2)), &conflict)
	require.Len(t, storetest.ReadAll(t, l, l.A), 3)
}

func TestAppendIsIdempotentByItsID(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	a := storetest.Write(l.A, storetest.Customer(1))
	a.ID = uuid.New()
	a.Expect = map[string]eventstore.Expected{a.Events[0].Stream: eventstore.NoStream()}
	first, err := l.Append(t.Context(), a)
	require.NoError(t, err)

	again, err := l.Append(t.Context(), a)
	require.NoError(t, err, "expectations are not looked at again")
	require.True(t, again.Replayed)
	require.Equal(t, first.Last, again.Last)
	require.Equal(t, first.Versions, again.Versions)

	a.Events = []event.New{storetest.Customer(2)}
	_, err = l.Append(t.Context(), a)
	var reused *eventstore.AppendReusedError
	require.ErrorAs(t, err, &reused)
	require.Len(t, storetest.ReadAll(t, l, l.A), 1)
}

func TestAConflictLeavesItsAppendIDFree(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	a := storetest.Write(l.A, storetest.Customer(1))
	a.ID = uuid.New()
	a.Expect = map[string]eventstore.Expected{a.Events[0].Stream: eventstore.Exact(7)}
	_, err := l.Append(t.Context(), a)
	var conflict *eventstore.VersionConflictError
	require.ErrorAs(t, err, &conflict)

	a.Expect = nil
	done, err := l.Append(t.Context(), a)
	require.NoError(t, err)
	require.False(t, done.Replayed)
}

func TestConcurrentAppendsOfTwoProcessesStayGapless(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	stores := []*eventstore.Store{l.Store, l.Reopen(t)}
	const writers, each = 16, 20
	var wg sync.WaitGroup
	conflicts := make(chan error, writers*each)
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				a := storetest.Write(l.A, storetest.Customer(n), storetest.Customer(1000+w))
				a.Expect = map[string]eventstore.Expected{storetest.Customer(n).Stream: eventstore.NoStream()}
				_, err := stores[w%2].Append(t.Context(), a)
				conflicts <- err
			}
		})
	}
	wg.Wait()
	close(conflicts)
	won := 0
	for err := range conflicts {
		var conflict *eventstore.VersionConflictError
		if err == nil {
			won++
			continue
		}
		require.ErrorAs(t, err, &conflict)
	}
	require.Equal(t, each, won, "of all who wanted to be first, one was, and a loser aborted nobody")
	all := storetest.ReadAll(t, l, l.A)
	require.Len(t, all, 2*each)
	versions := make(map[string]int64)
	for i, e := range all {
		require.Equal(t, int64(i+1), e.Position)
		versions[e.Stream]++
		require.Equal(t, versions[e.Stream], e.Version)
	}
}

func TestRecordedAtNeverDecreases(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	first, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(1)))
	require.NoError(t, err)
	l.Clock.Advance(-40 * 24 * time.Hour)
	second, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(2)))
	require.NoError(t, err)
	require.True(t, second.RecordedAt.Equal(first.RecordedAt))
	l.Clock.Advance(400 * 24 * time.Hour)
	_, err = l.Reopen(t).Append(t.Context(), storetest.Write(l.A, storetest.Customer(3)))
	require.NoError(t, err, "a month without a partition gets one")
	require.Len(t, storetest.ReadAll(t, l, l.A), 3)
}

func TestAnOpenAppenderHidesNothingFromReaders(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	tx, err := l.Pool().Begin(t.Context())
	require.NoError(t, err)
	mine, err := l.AppendTx(t.Context(), tx, storetest.Write(l.A, storetest.Customer(1)))
	require.NoError(t, err)
	require.Equal(t, int64(1), mine.Last)

	later := make(chan eventstore.Appended, 1)
	go func() {
		done, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(2)))
		if err == nil {
			later <- done
		}
		close(later)
	}()
	require.Empty(t, storetest.ReadAll(t, l, l.A), "nothing is visible before the commit, and nothing after it is either")
	require.NoError(t, tx.Commit(t.Context()))
	l.Committed(mine)
	require.Equal(t, int64(2), (<-later).Last)
	require.Len(t, storetest.ReadAll(t, l, l.A), 2)
}

func TestHeadsCarryTagsAndSnapshots(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	observed := storetest.Customer(1)
	observed.Tag, observed.TagVersion = []byte("0123456789abcdef"), 3
	ended := event.New{Stream: observed.Stream, Payload: &event.CustomerRemoved{}, Tag: []byte{}}

	head := func() eventstore.StreamHead {
		heads, err := l.Streams(t.Context(), l.A, []string{observed.Stream, "absent"})
		require.NoError(t, err)
		require.Len(t, heads, 1)
		return heads[observed.Stream]
	}
	_, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(2), observed))
	require.NoError(t, err)
	require.Equal(t, eventstore.StreamHead{
		Stream: observed.Stream, Version: 1, FirstPosition: 2, LastPosition: 2, SnapshotPosition: 2,
		RecordedAt: l.Clock.Now(), Tag: []byte("0123456789abcdef"), TagVersion: 3,
	}, head())
	_, err = l.Append(t.Context(), storetest.Write(l.A, ended))
	require.NoError(t, err)
	require.Equal(t, int64(2), head().SnapshotPosition)
	require.Equal(t, int64(3), head().LastPosition)
	require.Nil(t, head().Tag)
}

func TestAReadOnlyLogAndAnUnknownTenantSayWhy(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	require.NoError(t, l.SetReadOnly(t.Context(), l.A, "an older backup was restored"))
	_, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(1)))
	var readOnly *eventstore.ReadOnlyError
	require.ErrorAs(t, err, &readOnly)
	require.Equal(t, "an older backup was restored", readOnly.Reason)

	_, err = l.Append(t.Context(), storetest.Write(uuid.New(), storetest.Customer(1)))
	require.ErrorIs(t, err, eventstore.ErrNoTenant)
}
