package schedule_test

import (
	"testing"
	"time"

	"coresync/domain/schedule"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return v
}

func TestSCH_01_NextIsAtTheTimeOfDayOfTheZone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		every               schedule.Every
		zone                string
		anchor, after, want string
	}{
		"Hourly":              {schedule.Hourly, "UTC", "2026-03-01T09:20:00Z", "2026-03-01T11:19:59Z", "2026-03-01T11:20:00Z"},
		"HourlyAtTheInstant":  {schedule.Hourly, "UTC", "2026-03-01T09:20:00Z", "2026-03-01T11:20:00Z", "2026-03-01T12:20:00Z"},
		"HourlyBeforeAnchor":  {schedule.Hourly, "UTC", "2026-03-01T09:20:00Z", "2026-03-01T07:30:00Z", "2026-03-01T08:20:00Z"},
		"Daily":               {schedule.Daily, "Europe/Berlin", "2026-03-01T08:00:00Z", "2026-03-10T07:59:00Z", "2026-03-10T08:00:00Z"},
		"DailyAfterSpring":    {schedule.Daily, "Europe/Berlin", "2026-03-01T08:00:00Z", "2026-03-29T06:00:00Z", "2026-03-29T07:00:00Z"},
		"DailyInTheGap":       {schedule.Daily, "Europe/Berlin", "2026-03-01T01:30:00Z", "2026-03-29T00:00:00Z", "2026-03-29T01:30:00Z"},
		"DailyInTheFold":      {schedule.Daily, "America/New_York", "2026-06-01T05:30:00Z", "2026-11-01T00:00:00Z", "2026-11-01T05:30:00Z"},
		"DailyAheadOfUTC":     {schedule.Daily, "Pacific/Auckland", "2026-06-01T20:00:00Z", "2026-06-05T19:00:00Z", "2026-06-05T20:00:00Z"},
		"Weekly":              {schedule.Weekly, "America/New_York", "2026-03-02T14:00:00Z", "2026-03-05T00:00:00Z", "2026-03-09T13:00:00Z"},
		"WeeklyMissedForYear": {schedule.Weekly, "UTC", "2026-03-02T14:00:00Z", "2027-03-10T00:00:00Z", "2027-03-15T14:00:00Z"},
		"Monthly":             {schedule.Monthly, "Europe/Berlin", "2024-01-01T06:00:00Z", "2026-03-01T06:00:00Z", "2026-04-01T05:00:00Z"},
		"MonthlyShort":        {schedule.Monthly, "UTC", "2024-01-31T07:00:00Z", "2026-01-31T07:00:00Z", "2026-02-28T07:00:00Z"},
		"MonthlyLeapYear":     {schedule.Monthly, "UTC", "2024-01-31T07:00:00Z", "2028-02-01T00:00:00Z", "2028-02-29T07:00:00Z"},
		"MonthlyNewYear":      {schedule.Monthly, "Asia/Tokyo", "2023-12-31T15:00:00Z", "2026-12-31T14:59:59Z", "2026-12-31T15:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(c.zone)
			require.NoError(t, err)
			next, err := schedule.Next(c.every, zone, at(t, c.anchor), at(t, c.after))
			require.NoError(t, err)
			require.Equal(t, c.want, next.Format(time.RFC3339))
		})
	}
}

func TestNextIsTheFirstAfterwardsAndKeepsItsTimeOfDay(t *testing.T) {
	t.Parallel()
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		require.NoError(t, err)
		every := rapid.SampledFrom([]schedule.Every{schedule.Hourly, schedule.Daily, schedule.Weekly, schedule.Monthly}).Draw(t, "every")
		anchor := time.Unix(rapid.Int64Range(1_600_000_000, 1_900_000_000).Draw(t, "anchor"), 0)
		after := time.Unix(rapid.Int64Range(1_600_000_000, 1_900_000_000).Draw(t, "after"), 0)
		next, err := schedule.Next(every, zone, anchor, after)
		require.NoError(t, err)
		require.True(t, next.After(after))
		longest := map[schedule.Every]time.Duration{schedule.Hourly: time.Hour, schedule.Daily: 25 * time.Hour, schedule.Weekly: 7*24*time.Hour + time.Hour, schedule.Monthly: 32 * 24 * time.Hour}
		require.LessOrEqual(t, next.Sub(after), longest[every])
		again, err := schedule.Next(every, zone, anchor, next.Add(-time.Nanosecond))
		require.NoError(t, err)
		require.Equal(t, next, again)
		before, err := schedule.Before(every, zone, anchor, next)
		require.NoError(t, err)
		require.False(t, before.After(after), "it is the turn before")
		following, err := schedule.Next(every, zone, anchor, before)
		require.NoError(t, err)
		require.Equal(t, next, following, "nothing is between the two")
		if every == schedule.Monthly && next.In(zone).Day() != anchor.In(zone).Day() {
			require.Equal(t, 1, next.In(zone).AddDate(0, 0, 1).Day(), "the last day of a shorter month")
		}
		if every == schedule.Weekly {
			require.Equal(t, anchor.In(zone).Weekday(), next.In(zone).Weekday())
		}
	})
}

func TestManualIsNeverDueAndNonsenseIsRefused(t *testing.T) {
	t.Parallel()
	next, err := schedule.Next(schedule.Manual, time.UTC, time.Unix(0, 0), time.Unix(1, 0))
	require.NoError(t, err)
	require.True(t, next.IsZero())
	_, err = schedule.Next("yearly", time.UTC, time.Unix(0, 0), time.Unix(1, 0))
	require.EqualError(t, err, `schedule: "yearly" is not one of hourly, daily, weekly, monthly, manual`)
	require.False(t, schedule.Every("yearly").Valid())
	require.True(t, schedule.Weekly.Valid())
}

func TestJitterIsStableAndBounded(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	for i := range 100 {
		id := uuid.NewSHA1(uuid.NameSpaceOID, []byte{byte(i)})
		j := schedule.Jitter(id, time.Minute)
		require.Equal(t, j, schedule.Jitter(id, time.Minute))
		require.True(t, j >= 0 && j < time.Minute)
		seen[j] = true
	}
	require.Greater(t, len(seen), 90)
	require.Zero(t, schedule.Jitter(uuid.New(), 0))
}

func TestSCH_04_AFailingScheduleRestsLongerAndLongerButADayAtMost(t *testing.T) {
	t.Parallel()
	var hours []int
	for failed := range 9 {
		hours = append(hours, int((schedule.Rest(schedule.Hourly, failed)+time.Hour)/time.Hour))
		for _, every := range []schedule.Every{schedule.Daily, schedule.Weekly, schedule.Manual} {
			require.Zero(t, schedule.Rest(every, failed))
		}
	}
	require.Equal(t, []int{1, 1, 2, 4, 8, 16, 24, 24, 24}, hours)
}
