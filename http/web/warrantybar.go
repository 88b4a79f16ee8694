package web

import (
	"strconv"
	"time"
)

// warrantyLine are entitlements on a line of a hundred.
type warrantyLine struct {
	Spans       []warrantySpan
	Today       string
	Height      string
	First, Last string // days, as 2006-01-02
}

// warrantySpan is one of them.
type warrantySpan struct{ From, Width, Y, State string }

// rowOfSpan is how high the line of an entitlement is, with the room below.
const rowOfSpan = 7

// bar lays the entitlements that have an end out, each on a line of its own, from the first day
// of any to the last; the present day is always within.
func (w *warrantyView) bar(today string) (line warrantyLine) {
	first, last := dayNumber(today), dayNumber(today)
	for _, e := range w.Entitlements {
		if e.End == "" {
			continue
		}
		last, first = max(last, dayNumber(e.End)), min(first, dayNumber(e.End))
		if e.Start != "" {
			first = min(first, dayNumber(e.Start))
		}
	}
	if last <= first {
		return line
	}
	at := func(day int) float64 { return float64(day-first) / float64(last-first) * 100 }
	for _, e := range w.Entitlements {
		if e.End == "" {
			continue
		}
		from := first
		if e.Start != "" {
			from = dayNumber(e.Start)
		}
		line.Spans = append(line.Spans, warrantySpan{
			From: decimal(at(from)), Width: decimal(max(0.5, at(dayNumber(e.End))-at(from))), Y: strconv.Itoa(rowOfSpan * len(line.Spans)), State: e.State,
		})
	}
	line.Today, line.Height = decimal(at(dayNumber(today))), strconv.Itoa(rowOfSpan*len(line.Spans))
	line.First, line.Last = dayOfNumber(first), dayOfNumber(last)
	return line
}

const secondsOfDay = 24 * 60 * 60

// dayNumber counts days since 1970; what is no day is that of 1970.
func dayNumber(text string) int {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0
	}
	return int(t.Unix() / secondsOfDay)
}

func dayOfNumber(n int) string {
	return time.Unix(int64(n)*secondsOfDay, 0).UTC().Format(time.DateOnly)
}
