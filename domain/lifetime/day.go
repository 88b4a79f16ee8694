package lifetime

import "time"

// Day is a calendar day: midnight UTC. A day in a zone becomes one by DayOf.
func Day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// DayOf is the calendar day that clocks of the time's own zone show.
func DayOf(t time.Time) time.Time { return Day(t.Date()) }

// Month is the range of the days of a month, written as 2006-01; false: it is none.
func Month(text string) (Range, bool) {
	first, err := time.Parse("2006-01", text)
	if err != nil {
		return Range{}, false
	}
	return Range{first, Day(first.Year(), first.Month()+1, 0)}, true
}

// AddMonths goes so many months on, to the same day of the month or, where that month
// is shorter, to its last one: a month after 31 January is 28 or 29 February.
func AddMonths(day time.Time, months int) time.Time {
	y, m, d := day.Date()
	first := Day(y, m+time.Month(months), 1)
	return Day(first.Year(), first.Month(), min(d, lastOf(first)))
}

// BornBy is the latest day of birth of what is at least so many months old on a day:
// the greatest b for which AddMonths(b, months) is not after it.
func BornBy(today time.Time, months int) time.Time {
	b := AddMonths(today, -months)
	if today.Day() == lastOf(today) {
		return Day(b.Year(), b.Month(), lastOf(b)) // all later days of that month come to today as well
	}
	return b
}

// lastOf is the number of days of the day's month.
func lastOf(day time.Time) int { return Day(day.Year(), day.Month()+1, 0).Day() }

// MonthsBetween is how many whole months lie between two days: the greatest m for which
// AddMonths(from, m) is not after the other.
func MonthsBetween(from, to time.Time) int {
	m := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	if AddMonths(from, m).After(to) {
		m--
	}
	return m
}
