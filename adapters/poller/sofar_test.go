package poller_test

import (
	"errors"
	"fmt"
	"testing"

	"coresync/adapters/poller"
	diff "coresync/domain/change"

	"github.com/stretchr/testify/require"
)

// changesOf are the changes of a run, so many at a time.
func (b *bundle) changesOf(run poller.Run, atOnce int) []string {
	ids := []string{}
	full := errors.New("the page is full")
	for at := (poller.ChangeCursor{}); ; {
		page := 0
		err := b.p.EachChange(b.t.Context(), run, at, func(here poller.ChangeCursor, c diff.Change) error {
			if page == atOnce {
				return full
			}
			page, at = page+1, here
			ids = append(ids, c.ID)
			return nil
		})
		if err == nil {
			return ids
		}
		require.ErrorIs(b.t, err, full)
	}
}

// While a run goes on its changes are told as far as they are known, each once and in the order
// of the log, also while they move from the stage to the log; whoever reads meanwhile misses none.
func TestGAP_04_TheChangesOfARunThatGoesOnAreToldOnce(t *testing.T) {
	t.Parallel()
	const n = 1300 // more than two appends
	ninja := fleet(n, 2)
	ninja.pageSize = 400
	var watch func(poller.Progress)
	b := setup(t, ninja, func(c *poller.Config) {
		c.Progress = func(p poller.Progress) {
			if watch != nil {
				watch(p)
			}
		}
	})
	b.sync()
	for i := int64(1); i <= n; i++ {
		d := device(i, 2)
		d.name = fmt.Sprintf("RENAMED-%d", i)
		d.offline = !d.offline
		ninja.device(d)
	}
	var seen [][]string
	meanwhile, reading, over := make(chan []string, 1), make(chan struct{}), make(chan struct{})
	watched := false
	watch = func(p poller.Progress) {
		run, err := b.p.Run(t.Context(), b.log.A, p.Run)
		require.NoError(t, err)
		if run.State != poller.StateRunning {
			return
		}
		seen = append(seen, b.changesOf(run, 700))
		if watched || p.Step != "append" || run.Counts.EventsAppended == 0 {
			return
		}
		watched = true
		go func() {
			var ids []string
			err := b.p.EachChange(t.Context(), run, poller.ChangeCursor{}, func(_ poller.ChangeCursor, c diff.Change) error {
				if ids = append(ids, c.ID); len(ids) == run.Counts.EventsAppended+1 { // the first of the stage
					close(reading)
					<-over
				}
				return nil
			})
			if err != nil {
				ids = nil
			}
			meanwhile <- ids
		}()
		<-reading
	}
	run := b.sync()
	watch = nil
	close(over)
	require.Equal(t, poller.StateCompleted, run.State, run.Message)
	all := b.changesOf(run, 10_000)
	require.Greater(t, len(all), n)
	require.True(t, watched)
	for _, part := range seen {
		require.Equal(t, all[:len(part)], part, "what was known so far")
	}
	require.ElementsMatch(t, all, <-meanwhile)
}
