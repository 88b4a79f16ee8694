package asset_test

import (
	"maps"
	"testing"
	"time"

	"coresync/projections/asset"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Days hold what was added and taken away, day by day, and nothing of what is gone.
func TestDaysCountByDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var days asset.Days
		want := make(map[uint32]int64)
		for range rapid.IntRange(0, 8).Draw(t, "steps") {
			more := make(map[uint32]int64)
			for range rapid.IntRange(0, 8).Draw(t, "changes") {
				day := rapid.SampledFrom([]uint32{0, 1, 719162, 739583, 3652058}).Draw(t, "day")
				more[day] = rapid.Int64Range(-want[day], 300).Draw(t, "more")
			}
			days = days.With(more)
			for day, n := range more {
				want[day] += n
			}
		}
		maps.DeleteFunc(want, func(_ uint32, n int64) bool { return n == 0 })
		have := make(map[uint32]int64)
		before := int64(-1)
		days.Each(func(day uint32, n int64) {
			require.Greater(t, int64(day), before)
			have[day], before = n, int64(day)
		})
		require.Equal(t, want, have)
	})
}

// The number of a day says which day it is, from the year 1 to the year 9999; that of no day is 0.
func TestDaysHaveNumbers(t *testing.T) {
	t.Parallel()
	require.Zero(t, asset.DayNumber(time.Time{}))
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(rapid.IntRange(1, 9999).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		require.Equal(t, day, asset.DayOf(asset.DayNumber(day)))
		require.Equal(t, asset.DayNumber(day)+1, asset.DayNumber(day.AddDate(0, 0, 1)))
	})
}
