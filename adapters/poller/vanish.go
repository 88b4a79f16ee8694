package poller

import (
	"context"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
)

// endListing records what a complete listing no longer showed, and goes on to the
// next step. Only a complete listing may say that a row is gone, and only when every
// row of it could be named.
func (s *session) endListing(ctx context.Context) error {
	l := s.listing
	var gone []head
	if s.run.Listings[l.def.kind].Nameless == 0 {
		for _, h := range l.heads.all {
			if h.tagged && !l.seen.Contains(h.id) {
				gone = append(gone, h)
			}
		}
	}
	if err := s.confirmGone(ctx, gone); err != nil {
		return err
	}
	s.learn()
	for s.run.Direct && len(gone) > eventstore.MaxChunk/2 {
		if err := s.recordGone(ctx, gone[:eventstore.MaxChunk/2], nil); err != nil {
			return err
		}
		gone = gone[eventstore.MaxChunk/2:]
	}
	return s.recordGone(ctx, gone, func(r *Run) { r.endListing(l.def.kind, s.now(), false) })
}

// endNotOffered goes on without a listing that the instance does not have.
func (s *session) endNotOffered(ctx context.Context, kind Kind) error {
	return s.commit(ctx, turn{apply: func(r *Run) { r.endListing(kind, s.now(), true) }})
}

func (r *Run) endListing(kind Kind, at time.Time, notOffered bool) {
	l := r.Listings[kind]
	l.EndedAt, l.NotOffered = at, notOffered
	if l.StartedAt.IsZero() {
		l.StartedAt = at
	}
	r.Listings[kind] = l
	r.Step, r.Page, r.cursor = r.next(), 0, ""
}

// recordGone writes that rows vanished. The tag is cleared, so that a row that comes
// back is observed again.
func (s *session) recordGone(ctx context.Context, gone []head, ending func(*Run)) error {
	d := s.listing.def
	var formers map[int64]*former
	if d.kind == Devices {
		positions := make([]int64, len(gone))
		for i, h := range gone {
			positions[i] = h.snapshot
		}
		var err error
		if formers, err = s.formers(ctx, positions); err != nil {
			return err
		}
	}
	events := make([]pending, len(gone))
	for i, h := range gone {
		var was event.Payload
		if f := formers[h.snapshot]; f != nil {
			was = f.payload
		}
		events[i] = pending{version: int64(h.version), outcome: outcomeOther, New: event.New{
			Stream:  d.stream(s.run.Connection, int64(h.id)),
			Payload: d.vanished(s.origin(), int64(h.id), was), Tag: []byte{}, TagVersion: d.table.Version,
		}}
	}
	return s.commit(ctx, turn{events: events, apply: func(r *Run) {
		if d.kind == Devices {
			r.Counts.Missing += len(gone)
		}
		if ending != nil {
			ending(r)
		}
	}})
}
