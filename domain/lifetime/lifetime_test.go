package lifetime_test

import (
	"testing"
	"time"

	"coresync/domain/lifetime"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// anyDay is, every other time, the first or one of the last days of a month, a leap
// day's neighbours among them: where arithmetic with months can go wrong.
var anyDay = rapid.Custom(func(t *rapid.T) time.Time {
	day := lifetime.Day(2015, 1, 1).AddDate(0, 0, rapid.IntRange(0, 20*366).Draw(t, "day"))
	if rapid.Bool().Draw(t, "at the edge") {
		return lifetime.Day(day.Year(), day.Month(), 1).AddDate(0, 0, rapid.IntRange(-3, 1).Draw(t, "from the first"))
	}
	return day
})

// near is a day beside another one, or any.
func near(t *rapid.T, name string, others ...time.Time) time.Time {
	at := rapid.IntRange(-1, len(others)-1).Draw(t, name+" is near to")
	if at < 0 {
		return anyDay.Draw(t, name)
	}
	return others[at].AddDate(0, 0, rapid.IntRange(-2, 2).Draw(t, name))
}

// within tells whether a day is in a range.
func within(r lifetime.Range, day time.Time) bool {
	return (r.From.IsZero() || !day.Before(r.From)) && (r.To.IsZero() || !day.After(r.To))
}

func TestMonthsAreThoseOfTheCalendar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day, months := anyDay.Draw(t, "day"), rapid.IntRange(-120, 120).Draw(t, "months")
		later := lifetime.AddMonths(day, months)
		require.Equal(t, day.Year()*12+int(day.Month())+months, later.Year()*12+int(later.Month()), "the month")
		require.LessOrEqual(t, later.Day(), day.Day())
		if later.Day() < day.Day() {
			require.Equal(t, 1, later.AddDate(0, 0, 1).Day(), "the month's last day stands for those that it has not")
		}
		from, to := anyDay.Draw(t, "from"), anyDay.Draw(t, "to")
		whole := lifetime.MonthsBetween(from, to)
		require.False(t, lifetime.AddMonths(from, whole).After(to))
		require.True(t, lifetime.AddMonths(from, whole+1).After(to))
		b := lifetime.BornBy(day, months)
		require.False(t, lifetime.AddMonths(b, months).After(day), "it is old enough")
		require.True(t, lifetime.AddMonths(b.AddDate(0, 0, 1), months).After(day), "the next day is not")
	})
}

func TestBandsPartAllDaysOfBirth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		today := anyDay.Draw(t, "today")
		born := near(t, "born", today.AddDate(-1, 0, 0), today.AddDate(-2, 0, 0), today.AddDate(-3, 0, 0), today.AddDate(-5, 0, 0), today)
		of := lifetime.BandOf(born, today)
		years := lifetime.MonthsBetween(born, today) / 12
		require.Equal(t, []lifetime.Band{lifetime.Band01, lifetime.Band12, lifetime.Band23, lifetime.Band35, lifetime.Band35, lifetime.Band5}[min(max(0, years), 5)], of, "born %s, on %s", born, today)
		for _, band := range lifetime.Bands() {
			r, known := band.Born(today)
			require.Equal(t, band != lifetime.BandUnknown, known)
			require.Equal(t, band == of, known && within(r, born), "%s of %s on %s", band, born, today)
		}
		require.Equal(t, lifetime.BandUnknown, lifetime.BandOf(time.Time{}, today))
	})
}

func TestREP_05_boundaries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		born, today string
		want        lifetime.Band
	}{
		{"2023-03-31", "2026-03-31", lifetime.Band35}, // three years old today
		{"2023-04-01", "2026-03-31", lifetime.Band23},
		{"2025-03-31", "2026-03-31", lifetime.Band12},
		{"2025-04-01", "2026-03-31", lifetime.Band01},
		{"2021-03-31", "2026-03-31", lifetime.Band5},
		{"2026-05-01", "2026-03-31", lifetime.Band01}, // delivered tomorrow
		{"2024-02-29", "2025-02-27", lifetime.Band01}, // a leap day's birthday is the last of February
		{"2024-02-29", "2025-02-28", lifetime.Band12},
		{"2023-02-28", "2024-02-28", lifetime.Band12},
		{"2023-03-01", "2024-02-29", lifetime.Band01},
	} {
		require.Equal(t, c.want, lifetime.BandOf(day(t, c.born), day(t, c.today)), "born %s, on %s", c.born, c.today)
	}
}

func TestREP_07_to_10_warrantyBoundaries(t *testing.T) {
	t.Parallel()
	today := day(t, "2026-11-28")
	for end, want := range map[string]lifetime.Warranty{
		"2026-11-27": lifetime.WarrantyExpired, // yesterday
		"2026-11-28": lifetime.WarrantyExpiring,
		"2027-02-26": lifetime.WarrantyExpiring, // 90 days left
		"2027-02-27": lifetime.WarrantyActive,
	} {
		require.Equal(t, want, lifetime.WarrantyOf(day(t, end), today), end)
	}
	require.Equal(t, lifetime.WarrantyNone, lifetime.WarrantyOf(time.Time{}, today))
	rapid.Check(t, func(t *rapid.T) {
		today := anyDay.Draw(t, "today")
		end := near(t, "end", today, today.AddDate(0, 0, 90))
		left := int(end.Sub(today).Hours() / 24)
		switch of := lifetime.WarrantyOf(end, today); {
		case left < 0:
			require.Equal(t, lifetime.WarrantyExpired, of)
		case left <= 90:
			require.Equal(t, lifetime.WarrantyExpiring, of, "%d days left", left)
		default:
			require.Equal(t, lifetime.WarrantyActive, of, "%d days left", left)
		}
		for _, w := range lifetime.Warranties() {
			r, known := w.Ends(today)
			require.Equal(t, w == lifetime.WarrantyOf(end, today), known && within(r, end))
		}
	})
}

// The day of a clock is what it shows, whatever the zone and on days that have 23 or 25
// hours.
func TestDaysAreWhatClocksShow(t *testing.T) {
	t.Parallel()
	zones := []string{"Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu", "UTC", "America/St_Johns"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		require.NoError(t, err)
		at := anyDay.Draw(t, "day").Add(time.Duration(rapid.IntRange(0, 24*60-1).Draw(t, "minute")) * time.Minute).In(zone)
		require.Equal(t, at.Format(time.DateOnly), lifetime.DayOf(at).Format(time.DateOnly))
		require.Zero(t, lifetime.DayOf(at).Sub(lifetime.Day(2015, 1, 1))%(24*time.Hour), "days are of one length")
	})
}

func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	require.NoError(t, err)
	return d
}
