package poller_test

import (
	"testing"

	"coresync/adapters/poller"
	"coresync/domain/event"

	"github.com/stretchr/testify/require"
)

// A run can be cancelled at any of its pages: nothing of it is written, nothing is called
// missing, whoever drives it stops, and the next run finds all that it would have found.
func TestGAP_05_ARunIsCancelledAtAnyMoment(t *testing.T) {
	t.Parallel()
	for page := 1; page <= 4; page++ {
		b, each := watched(t)
		b.sync()
		before := len(b.logged())
		change(b.ninja)
		run, joined, err := b.p.Start(t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerManual})
		require.NoError(t, err)
		require.False(t, joined)
		pages := 0
		*each = func() {
			if pages++; pages == page {
				cancelled, err := b.p.Cancel(t.Context(), b.decision(run))
				require.NoError(t, err)
				require.Equal(t, poller.StateDiscarded, cancelled.State)
			}
		}
		run, err = b.p.Drive(t.Context(), b.log.A, run.ID)
		require.NoError(t, err)
		require.Equal(t, poller.StateDiscarded, run.State, "page %d", page)
		require.Equal(t, poller.ReasonCancelled, run.Reason)
		require.True(t, run.Ended())
		b.nothingKept()
		require.Len(t, b.logged(), before+1, "SyncDiscarded alone")
		require.Len(t, of[*event.SyncDiscarded](b.logged()), 1)
		_, err = b.p.Cancel(t.Context(), b.decision(run))
		require.ErrorIs(t, err, poller.ErrNotRunning)
		*each = func() {}
		require.Equal(t, 11, b.sync().Counts.Changed, "the next run finds it")
	}
}

// A first run appends page by page: what it had appended stays, and the next one goes on.
func TestGAP_05_AFirstRunThatWasCancelledIsGoneOnWith(t *testing.T) {
	t.Parallel()
	b, each := watched(t)
	run, _, err := b.p.Start(t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerManual})
	require.NoError(t, err)
	pages := 0
	*each = func() {
		if pages++; pages == 3 {
			_, err := b.p.Cancel(t.Context(), b.decision(run))
			require.NoError(t, err)
		}
	}
	run, err = b.p.Drive(t.Context(), b.log.A, run.ID)
	require.NoError(t, err)
	require.Equal(t, poller.StateDiscarded, run.State)
	*each = func() {}
	done := b.sync()
	require.Equal(t, poller.StateCompleted, done.State)
	require.Equal(t, 45, done.Counts.Found)
	require.Empty(t, of[*event.DeviceVanished](b.logged()))
}

// watched is a connection of 45 devices of which each report of progress calls a function.
func watched(t *testing.T) (b *bundle, each *func()) {
	t.Helper()
	nothing := func() {}
	each = &nothing
	return setup(t, fleet(45, 3), func(c *poller.Config) { c.Progress = func(poller.Progress) { (*each)() } }), each
}
