package web

import (
	"cmp"
	"time"

	"coresync/http/api"
)

// pastDots are the past states of an asset: one for each day on which something happened to
// it, evenly spaced, the newest first; where all happened on one day, one for each change.
// They stand on the history of now, so that from a past state later ones are reached, too.
type pastDots struct {
	Events []api.HistoryEntry // of one page, the newest first
	// At is the moment that the page shows; nil: now.
	At *api.Moment
}

// pastDot is the asset as it was after the last change of a day, or after one change.
type pastDot struct {
	Position int64
	At       time.Time
	Changes  int
	Shown    bool // it is what the page shows
}

// of gives the dots in a zone.
func (p *pastDots) of(zone *time.Location) (dots []pastDot) {
	byDay := false
	for _, e := range p.Events {
		byDay = byDay || dayIn(e.RecordedAt, zone) != dayIn(p.Events[0].RecordedAt, zone)
	}
	for i, e := range p.Events {
		if last := len(dots) - 1; i > 0 && byDay && dayIn(dots[last].At, zone) == dayIn(e.RecordedAt, zone) {
			dots[last].Changes++
			continue
		}
		dots = append(dots, pastDot{Position: e.Position, At: e.RecordedAt, Changes: 1})
	}
	for i := range dots {
		if p.shows(dots[i]) {
			dots[i].Shown = true
			break
		}
	}
	return dots
}

func dayIn(t time.Time, zone *time.Location) string { return t.In(zone).Format(time.DateOnly) }

// shows tells whether a state was there at the moment that the page shows.
func (p *pastDots) shows(d pastDot) bool {
	switch {
	case p.At == nil:
		return false
	case p.At.Time.IsZero():
		return d.Position <= p.At.Position
	}
	return !d.At.After(p.At.Time)
}

// word says what a dot leads to, for who does not see where it stands.
func (d pastDot) word(v *view) string {
	what := cmp.Or(map[int]string{1: "1 change"}[d.Changes], grouped(int64(d.Changes))+" changes")
	return v.exact(d.At) + ", " + what
}
