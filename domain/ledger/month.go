package ledger

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"coresync/domain/lifetime"

	"github.com/google/uuid"
)

// Device is a device at the end of a month, billed or not.
type Device struct {
	Asset    uuid.UUID
	Name     string
	Customer uuid.UUID // zero: none
	Class    string
	Why      Why
}

// Cell is what devices are counted by.
type Cell struct {
	Customer uuid.UUID // zero: none
	Class    string
}

func (d Device) cell() Cell { return Cell{d.Customer, d.Class} }

// Line explains how the number of billed devices of a cell changed in a month:
// Opening + Added - Removed + MovedIn - MovedOut = Closing.
type Line struct {
	Cell
	Opening, Added, Removed, MovedIn, MovedOut, Closing int64
}

// Kind is what happened to a device between two ends of months.
type Kind string

// The kinds.
const (
	Stayed  Kind = "stayed"
	Added   Kind = "added"
	Removed Kind = "removed"
	Moved   Kind = "moved" // from one cell to another
)

// Entry is a device that is billed at the end of the month or was at the end of the one
// before.
type Entry struct {
	Device      // as it is at the end of the month; as it was where it is not there any more
	From   Cell // of the month before; the zero one where it was added
	Kind   Kind
	Why    Why // of what was added: why it was not billed before; of what was removed: why it is not now
}

// Month are the lines of a month and the devices behind them.
type Month struct {
	Lines   []Line
	Entries []Entry
}

// Compare explains the difference between two ends of months. Each asset is in a list at
// most once.
func Compare(opening, closing []Device) Month {
	before := make(map[uuid.UUID]*Device, len(opening))
	for i := range opening {
		before[opening[i].Asset] = &opening[i]
	}
	var m Month
	now := make(map[uuid.UUID]*Device, len(closing))
	for i := range closing {
		d := &closing[i]
		now[d.Asset] = d
		was := before[d.Asset]
		switch billed := was != nil && was.Why == ""; {
		case d.Why == "" && !billed:
			e := Entry{Device: *d, Kind: Added, Why: WhyNew}
			if was != nil {
				e.Why = was.Why
			}
			m.Entries = append(m.Entries, e)
		case d.Why == "" && was.cell() != d.cell():
			m.Entries = append(m.Entries, Entry{Device: *d, From: was.cell(), Kind: Moved})
		case d.Why == "":
			m.Entries = append(m.Entries, Entry{Device: *d, From: was.cell(), Kind: Stayed})
		case billed:
			m.Entries = append(m.Entries, Entry{Device: *was, From: was.cell(), Kind: Removed, Why: d.Why})
		}
	}
	for i := range opening {
		if d := &opening[i]; d.Why == "" && now[d.Asset] == nil {
			m.Entries = append(m.Entries, Entry{Device: *d, From: d.cell(), Kind: Removed, Why: WhyRemoved})
		}
	}
	m.Lines = lines(m.Entries)
	return m
}

// In tells whether the entry counts in a part of a cell's line; the parts are named as the
// members of Line.
func (e *Entry) In(c Cell, part string) bool {
	here, there := e.Kind != Removed && e.cell() == c, e.Kind != Added && e.From == c
	switch part {
	case "opening":
		return there
	case "added":
		return here && e.Kind == Added
	case "removed":
		return there && e.Kind == Removed
	case "moved_in":
		return here && e.Kind == Moved
	case "moved_out":
		return there && e.Kind == Moved
	}
	return here // closing
}

// Parts are the parts of a line, in order.
func Parts() []string {
	return []string{"opening", "added", "removed", "moved_in", "moved_out", "closing"}
}

func lines(entries []Entry) []Line {
	at := make(map[Cell]*Line)
	line := func(c Cell) *Line {
		if at[c] == nil {
			at[c] = &Line{Cell: c}
		}
		return at[c]
	}
	for i := range entries {
		e := &entries[i]
		if e.Kind != Added {
			line(e.From).Opening++
		}
		if e.Kind != Removed {
			line(e.cell()).Closing++
		}
		switch e.Kind {
		case Added:
			line(e.cell()).Added++
		case Removed:
			line(e.From).Removed++
		case Moved:
			line(e.From).MovedOut++
			line(e.cell()).MovedIn++
		}
	}
	var all []Line
	for _, l := range at {
		all = append(all, *l)
	}
	slices.SortFunc(all, func(a, b Line) int {
		return cmp.Or(bytes.Compare(a.Customer[:], b.Customer[:]), cmp.Compare(a.Class, b.Class))
	})
	return all
}

// Bounds are the first instant of a month and that of the next, in a zone.
func Bounds(year int, month time.Month, zone *time.Location) (from, until time.Time) {
	return lifetime.Begins(year, month, 1, zone), lifetime.Begins(year, month+1, 1, zone)
}
