package poller

import (
	"cmp"
	"context"
	"slices"

	"coresync/domain/event"
	"coresync/domain/observation"
	"coresync/eventstore"
)

// pending is an event that a run has to record.
type pending struct {
	event.New
	version int64  // that its stream is expected at; anyVersion: it does not matter
	outcome string // how it is counted
}

const anyVersion = -1

// The outcomes that a staged event can be taken back by.
const (
	outcomeCreated = "created"
	outcomeChanged = "changed"
	outcomeSample  = "sample"
	outcomeOther   = "other"
)

// page compares one page, and gives what is to be recorded of it. A page without rows says
// only that the listing ends; it is not counted, so that a listing has as many pages
// after a crash at its end as without.
func (s *session) page(ctx context.Context, number int, page Page) ([]turn, error) {
	l := s.listing
	all := l.compare(page.Rows, s.now())
	for _, r := range page.Rejected {
		reason := r.Reason
		if reason == "" {
			reason = observation.ReasonBadJSON
		}
		all = append(all, candidate{id: r.ID, failed: reason})
	}
	if len(all) == 0 {
		return nil, nil
	}
	// Rows that nobody can name go into the last transaction of the page: after a
	// crash between two of them they could not be told from those that were counted.
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(nameless(a), nameless(b)) })
	l.sift(all)
	if err := s.judge(ctx, all); err != nil {
		return nil, err
	}
	var online, offline []int64
	if l.def.kind == Devices {
		online, offline = l.presence(all)
	}
	var turns []turn
	for _, part := range s.slices(number, all, online, offline) {
		turns = append(turns, part.turn(s, page))
	}
	l.redo.Clear()
	l.part = 0
	return turns, nil
}

func nameless(c candidate) int {
	if c.id == 0 {
		return 1
	}
	return 0
}

// slice is a part of a page that one transaction records.
type slice struct {
	page   int
	rows   []candidate
	events []pending
	last   bool
	part   int
	// presence that the last slice records
	flipped int
}

// slices cuts a page into what one transaction may append; a page that is staged
// is one slice.
func (s *session) slices(page int, all []candidate, online, offline []int64) []slice {
	part := s.listing.part
	current := slice{page: page, part: part}
	var done []slice
	size, from := 0, 0
	for i := range all {
		events := s.eventsOf(&all[i])
		all[i].release()
		for _, e := range events {
			size += event.EstimatedSize(e.Payload)
		}
		full := len(current.events)+len(events) > eventstore.MaxChunk-1 || size > eventstore.MaxChunkBytes
		if s.run.Direct && full && len(current.events) > 0 {
			current.rows = all[from:i]
			done = append(done, current)
			part++
			current, from, size = slice{page: page, part: part}, i, 0
			for _, e := range events {
				size += event.EstimatedSize(e.Payload)
			}
		}
		current.events = append(current.events, events...)
	}
	current.rows, current.last = all[from:], true
	if len(online)+len(offline) > 0 {
		current.flipped = len(online) + len(offline)
		current.events = append(current.events, pending{version: anyVersion, outcome: outcomeOther, New: event.New{
			Stream: event.ListingStream(s.run.Connection),
			Payload: &event.PresenceObserved{
				Connection: s.run.Connection, Run: s.run.ID, Page: page, Online: online, Offline: offline,
			},
		}})
	}
	return append(done, current)
}

// eventsOf are the events of one row: none, one, or two with a device's user.
func (s *session) eventsOf(c *candidate) []pending {
	if c.skipped != "" {
		return nil
	}
	var events []pending
	if c.payload != nil {
		outcome := map[observation.Verdict]string{
			observation.New: outcomeCreated, observation.Sample: outcomeSample,
		}[c.verdict]
		if outcome == "" {
			outcome = outcomeChanged
		}
		events = append(events, pending{version: c.head.at(), outcome: outcome, New: event.New{
			Stream:  s.listing.def.stream(s.run.Connection, c.id),
			Payload: c.payload, Tag: slices.Clone(c.tag[:]), TagVersion: s.listing.def.table.Version,
		}})
	}
	if c.user != nil {
		events = append(events, pending{version: c.user.version, outcome: outcomeOther, New: event.New{
			Stream:  event.DeviceUserStream(s.run.Connection, c.id),
			Payload: c.user.payload, Tag: slices.Clone(c.user.tag[:]), TagVersion: observation.LastUsers.Version,
		}})
	}
	return events
}

// turn is what committing the slice does to the run.
func (sl *slice) turn(s *session, page Page) turn {
	def := s.listing.def
	kind := def.kind
	rows := make([]shown, 0, len(sl.rows))
	for i := range sl.rows {
		if c := &sl.rows[i]; c.id != 0 && c.skipped == "" {
			rows = append(rows, shown{id: c.id, org: c.org, online: c.online})
		}
	}
	return turn{
		events: sl.events, kind: kind, page: sl.page, part: sl.part, shown: rows,
		apply: func(r *Run) {
			listing := r.Listings[kind]
			if listing.StartedAt.IsZero() {
				listing.StartedAt = s.now()
			}
			for i := range sl.rows {
				count(r, def, &listing, &sl.rows[i])
			}
			r.Counts.PresenceChanged += sl.flipped
			if sl.last {
				r.Page = sl.page
				r.cursor = page.Cursor
				listing.Pages++
			}
			r.Listings[kind] = listing
		},
	}
}
