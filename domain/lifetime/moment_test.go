package lifetime_test

import (
	"testing"
	"time"

	"coresync/domain/lifetime"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Days of a zone follow one another without a gap, each of them begins when clocks show
// it first: where midnight is skipped, where it comes twice, and where a day is left out.
func TestDaysBeginWhenClocksShowThemFirst(t *testing.T) {
	t.Parallel()
	zones := []string{
		"America/Asuncion", "America/Sao_Paulo", "Asia/Damascus", "Asia/Amman", "Asia/Beirut", "Africa/Cairo", "America/Havana", // at midnight
		"Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC",
	}
	check := func(t require.TestingT, name string, day time.Time) {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		begins, ends := lifetime.Begins(day.Year(), day.Month(), day.Day(), zone), lifetime.Ends(day, zone)
		next := day.AddDate(0, 0, 1)
		require.Equal(t, lifetime.Begins(next.Year(), next.Month(), next.Day(), zone), ends.Add(time.Microsecond), "the next day begins as this one ends")
		require.True(t, lifetime.DayOf(begins.Add(-time.Microsecond).In(zone)).Before(day), "%s in %s: it is not shown before", day, name)
		if name == "Pacific/Apia" && day.Equal(lifetime.Day(2011, 12, 30)) {
			return // left out
		}
		require.Equal(t, day, lifetime.DayOf(begins.In(zone)), name)
		require.Equal(t, day, lifetime.DayOf(ends.In(zone)), name)
	}
	check(t, "America/Asuncion", lifetime.Day(2017, 10, 1)) // a month that begins at 01:00
	check(t, "Asia/Damascus", lifetime.Day(2005, 4, 1))
	check(t, "Pacific/Apia", lifetime.Day(2011, 12, 30))
	check(t, "Asia/Amman", lifetime.Day(2003, 10, 24)) // clocks show midnight twice
	rapid.Check(t, func(t *rapid.T) {
		day := lifetime.Day(2000, 1, 1).AddDate(0, 0, rapid.IntRange(0, 40*365).Draw(t, "day"))
		name := rapid.SampledFrom(zones).Draw(t, "zone")
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		if _, changes := day.In(zone).ZoneBounds(); !changes.IsZero() && rapid.Bool().Draw(t, "where clocks are put") {
			day = lifetime.DayOf(changes.In(zone)).AddDate(0, 0, rapid.IntRange(-1, 1).Draw(t, "beside"))
		}
		check(t, name, day)
	})
}
