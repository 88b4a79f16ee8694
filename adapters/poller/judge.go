package poller

import (
	"context"
	"fmt"
	"slices"
	"time"

	"coresync/domain/event"
	"coresync/domain/observation"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// former is the newest observation of a row, its personal members opened.
type former struct {
	payload  event.Payload
	position int64
}

// judge completes the candidates that need the observation before: a tag of another
// version of the table is computed anew, and facts are carried forward.
func (s *session) judge(ctx context.Context, all []candidate) error {
	var positions []int64
	for i := range all {
		if c := &all[i]; c.needsFormer(s.listing.def) {
			positions = append(positions, c.head.snapshot)
		}
	}
	formers, err := s.formers(ctx, positions)
	if err != nil {
		return err
	}
	var retags []eventstore.Retag
	for i := range all {
		c := &all[i]
		if c.payload == nil || c.skipped != "" {
			continue
		}
		var was *former
		if c.head != nil {
			was = formers[c.head.snapshot]
		}
		if c.verdict == observation.Stale {
			if s.decideAnew(c, was); c.verdict == observation.Unchanged {
				c.payload = nil
				retags = append(retags, s.retag(c))
				continue
			}
		}
		if carry := s.listing.def.carry; carry != nil {
			if err := carry(s, was, c); err != nil {
				return fmt.Errorf("carry forward the facts of %s %d: %w", s.listing.def.table.Kind, c.id, err)
			}
		}
	}
	return s.p.cfg.Log.Retag(ctx, s.run.Tenant, retags)
}

func (c *candidate) needsFormer(d *definition) bool {
	return c.payload != nil && c.skipped == "" && c.head != nil && c.head.snapshot > 0 &&
		(d.carry != nil || c.verdict == observation.Stale)
}

// decideAnew compares with the tag that the newest observation would have by the
// present version of the table.
func (s *session) decideAnew(c *candidate, was *former) {
	c.verdict = observation.Changed
	if was == nil {
		return
	}
	d := s.listing.def
	r := observation.NewReader(d.table)
	if r.Read(d.row(was.payload)) != nil {
		return
	}
	known := c.head.observed()
	tag := r.Tag(s.tagger)
	known.Tag, known.TagVersion = tag[:], d.table.Version
	c.verdict = observation.Decide(c.id, known, c.tag, d.table.Version, s.p.cfg.Now())
	if c.verdict == observation.Unchanged {
		c.tag = tag // of what is in the log, which may differ in what is sampled
	}
}

func (s *session) retag(c *candidate) eventstore.Retag {
	return eventstore.Retag{
		Stream: s.listing.def.stream(s.run.Connection, c.id), Version: c.head.at(),
		Tag: slices.Clone(c.tag[:]), TagVersion: s.listing.def.table.Version,
	}
}

// formers reads observations by position and opens their personal members.
func (s *session) formers(ctx context.Context, positions []int64) (map[int64]*former, error) {
	if len(positions) == 0 {
		return nil, nil
	}
	events, err := s.p.cfg.Log.EventsAt(ctx, s.run.Tenant, positions)
	if err != nil {
		return nil, err
	}
	formers := make(map[int64]*former, len(events))
	ids, payloads := make([]uuid.UUID, 0, len(events)), make([]event.Payload, 0, len(events))
	for position, e := range events {
		payload, err := s.p.cfg.Log.Registry().Decode(e)
		if err != nil {
			return nil, err
		}
		formers[position] = &former{payload, position}
		ids, payloads = append(ids, e.ID), append(payloads, payload)
	}
	if err := s.p.cfg.Sealer.Open(ctx, s.run.Tenant, ids, payloads); err != nil {
		return nil, fmt.Errorf("open %d observations: %w", len(payloads), err)
	}
	return formers, nil
}

// sift leaves out rows that were listed before in this run, and tells the others.
func (l *sweep) sift(all []candidate) {
	for i := range all {
		c := &all[i]
		switch {
		case c.id == 0: // nobody knows which
		case l.redo.Contains(uint32(c.id)):
			c.skipped = doneBefore
		case !l.seen.CheckedAdd(uint32(c.id)):
			c.skipped = ReasonListedTwice
		}
	}
}

// ReasonListedTwice counts rows of an id that the listing showed already.
const ReasonListedTwice = "listed_twice"

// doneBefore marks rows of a page that was partly appended before a crash: they are
// counted already.
const doneBefore = "done_before"

// presence compares what the rows say of presence with the listing before.
func (l *sweep) presence(all []candidate) (online, offline []int64) {
	for i := range all {
		c := &all[i]
		id := uint32(c.id)
		if l.before.seen == nil || c.skipped != "" || c.id == 0 || !l.before.seen.Contains(id) {
			continue
		}
		was := l.before.online.Contains(id)
		switch {
		case !c.known:
			c.online = was // nothing was said, so nothing has changed
		case c.online && !was:
			online = append(online, c.id)
		case !c.online && was:
			offline = append(offline, c.id)
		}
	}
	return online, offline
}

// now is the time of an observation, as exact as the log keeps it.
func (s *session) now() time.Time { return s.p.cfg.Now().UTC().Truncate(time.Microsecond) }
