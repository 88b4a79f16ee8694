package projections

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func newPasts(most int) *pasts {
	return &pasts{most: most, turn: make(chan struct{}, 1), wait: time.Hour}
}

func free() {}

// Room is made for a large past until it is let go, and given back at once where the past
// turned out to be small.
func TestALargePastHasRoomUntilItIsLetGo(t *testing.T) {
	t.Parallel()
	p, rooms := newPasts(100), 0
	p.spacious = func() func() {
		rooms++
		return func() { rooms-- }
	}
	p.room(100)()
	require.Zero(t, rooms)
	end := p.room(101)
	require.Equal(t, 1, rooms)
	p.keep(pastKey{position: 101}, &foldedPast{rows: 60}, end)
	require.Zero(t, rooms, "a long log, and few rows")
	p.keep(pastKey{position: 102}, &foldedPast{rows: 101}, p.room(102))
	require.Equal(t, 1, rooms)
	next := p.room(103)
	require.Equal(t, 1, rooms)
	require.Nil(t, p.find(pastKey{position: 102}), "it made room for the next one")
	p.keep(pastKey{position: 103}, &foldedPast{rows: 101}, next)
	require.Equal(t, 1, rooms)
	p.letGo()
	p.letGo()
	require.Zero(t, rooms)
}

// Of large pasts the newest is remembered, and small ones are beside it.
func TestOneLargePastIsRemembered(t *testing.T) {
	t.Parallel()
	p, tenant := newPasts(100), uuid.New()
	key := func(position int64) pastKey { return pastKey{tenant: tenant, position: position} }
	small, large, larger := &foldedPast{rows: 60}, &foldedPast{rows: 101}, &foldedPast{rows: 1000}
	p.keep(key(1), small, free)
	p.keep(key(2), large, free)
	require.Same(t, small, p.find(key(1)))
	require.Same(t, large, p.find(key(2)))
	p.keep(key(3), larger, free)
	require.Nil(t, p.find(key(2)))
	require.Same(t, larger, p.find(key(3)))
	require.Same(t, small, p.find(key(1)), "a large one takes no small one's place")
	p.keep(key(4), &foldedPast{rows: 60}, free)
	require.Nil(t, p.find(key(1)), "small ones have 100 rows together")
	p.letGo()
	require.Nil(t, p.find(key(3)))
	require.NotNil(t, p.find(key(4)))
}

// A large past that nobody asks for is let go.
func TestALargePastIsLetGo(t *testing.T) {
	t.Parallel()
	p := newPasts(1)
	p.wait = time.Millisecond
	p.keep(pastKey{position: 1}, &foldedPast{rows: 2}, free)
	require.Eventually(t, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.large.past == nil
	}, 10*time.Second, time.Millisecond)
}

// One long log is folded at a time; who waits can give up, and short logs do not wait.
func TestLongLogsAreFoldedOneAtATime(t *testing.T) {
	t.Parallel()
	p := newPasts(100)
	done, err := p.await(t.Context(), 101)
	require.NoError(t, err)
	short, err := p.await(t.Context(), 100)
	require.NoError(t, err)
	short()

	gone := errors.New("the client went away")
	ctx, cancel := context.WithCancelCause(t.Context())
	waits := make(chan error, 1)
	go func() {
		_, err := p.await(ctx, 5000)
		waits <- err
	}()
	cancel(gone)
	require.ErrorIs(t, <-waits, gone)

	go func() {
		next, err := p.await(t.Context(), 5000)
		if err == nil {
			next()
		}
		waits <- err
	}()
	done()
	require.NoError(t, <-waits)
}
