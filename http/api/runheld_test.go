package api_test

import (
	"testing"
	"time"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Working and waiting are counted apart, and make up all of the time between them.
func TestARunTellsWorkingAndWaitingApart(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		seconds := func(name string) time.Duration {
			return time.Duration(rapid.IntRange(0, 100_000).Draw(t, name)) * time.Second
		}
		before, wait, after, later := seconds("before"), seconds("wait"), seconds("after"), seconds("later")
		held, decided := start.Add(before), start.Add(before+wait)
		ended := decided.Add(after)
		run := api.Run{StartedAt: start, Held: &api.Held{From: held}}
		worked, waited := run.Lasted(held.Add(wait))
		require.Equal(t, []time.Duration{before, wait}, []time.Duration{worked, waited}, "it waits still")
		run.Held.Until = &decided
		worked, waited = run.Lasted(decided.Add(later))
		require.Equal(t, []time.Duration{before + later, wait}, []time.Duration{worked, waited}, "it goes on")
		run.EndedAt = &ended
		worked, waited = run.Lasted(ended.Add(later))
		require.Equal(t, []time.Duration{before + after, wait}, []time.Duration{worked, waited}, "it is over")
		run.Held = nil
		worked, waited = run.Lasted(ended.Add(later))
		require.Equal(t, []time.Duration{before + wait + after, 0}, []time.Duration{worked, waited}, "it waited for nobody")
	})
}
