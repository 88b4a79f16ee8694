package asset

import (
	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/projections"

	"github.com/google/uuid"
)

// foldDecision notes what a person decided about an asset. The asset's own event may
// come later in a rebuild; until then nobody sees the row. It reads nothing of what
// observations gave, since a rebuild may have left those out.
func foldDecision(id uuid.UUID, old *Row, e *projections.Event) *Row {
	row := &Row{ID: id}
	if old != nil {
		*row = *old
	}
	row.alter(func(s *State) {
		s.decide(id, e)
		s.DecidedPosition = e.Position
		if e.Stream == event.AssetStream(id) {
			s.DecidedVersion = e.Version
		}
	})
	return row
}

func (s *State) decide(id uuid.UUID, e *projections.Event) {
	switch b := e.Body.(type) {
	case *event.FieldSet:
		s.set(rule.Field(b.Field), b.Value, e.Position)
	case *event.FieldLocked:
		s.set(rule.Field(b.Field), b.Value, e.Position)
	case *event.FieldUnlocked:
		s.set(rule.Field(b.Field), "", e.Position)
	case *event.AssetsMerged:
		s.pair(id, b.Assets, true, true)
	case *event.AssetsUnmerged:
		s.pair(id, b.Assets, true, false)
	case *event.AssetsDistinct:
		s.pair(id, b.Assets, false, true)
	case *event.AssetsUndecided:
		s.pair(id, b.Assets, false, false)
	case *event.AssetRetired:
		s.RetiredPosition = e.Position
	case *event.AssetRemoved:
		s.Removed, s.RemovedPosition = RemovedIgnored, e.Position
		if b.UntilSeen {
			s.Removed = RemovedUntilSeen
		}
	case *event.AssetRestored:
		s.Removed, s.RemovedPosition, s.RetiredPosition = "", 0, 0
	default:
		s.entitle(e)
	}
}

// isDecision tells whether an event is of this file's.
func isDecision(e *projections.Event) bool {
	switch e.Body.(type) {
	case *event.FieldSet, *event.FieldLocked, *event.FieldUnlocked,
		*event.AssetsMerged, *event.AssetsUnmerged, *event.AssetsDistinct, *event.AssetsUndecided,
		*event.AssetRetired, *event.AssetRemoved, *event.AssetRestored, *event.WarrantyRecorded, *event.WarrantyRemoved:
		return true
	}
	return false
}

// set notes the value that a person set; none takes it away.
func (s *State) set(f rule.Field, value string, position int64) {
	if _, known := accessors[f]; !known {
		return // of a newer program, or never offered
	}
	delete(s.Hand, f)
	if value = rule.Bounded(value, rule.MaxNotes*4); value != "" {
		put(&s.Hand, f, Set{value, position})
	}
}

// pair notes, or takes back, that the record and each of the others are the same,
// or are not. A merge takes the first of its assets as the one that the others join;
// who takes one back names the same assets.
func (s *State) pair(id uuid.UUID, assets []uuid.UUID, same, is bool) {
	for i, other := range assets {
		star := same && assets[0] != id && i > 0
		if other == id || star {
			continue
		}
		if was, decided := s.Pairs[other]; is {
			put(&s.Pairs, other, same)
		} else if decided && was == same {
			delete(s.Pairs, other)
		}
	}
}

// keepDecisions gives a row that was made anew what people decided about the one
// before: it has returned, so it is no longer retired, and one that was removed
// until it is seen is seen.
func (row *Row) keepDecisions(old *Row) {
	if old.State == nil {
		return
	}
	flaps := row.Decided().Flaps // of the new observation
	row.State = old.State
	row.alter(func(s *State) {
		s.Flaps = flaps
		s.RetiredPosition = 0
		if s.Removed == RemovedUntilSeen {
			s.Removed, s.RemovedPosition = "", 0
		}
	})
}

// removed is what stays of a manual asset: what people said about it and others, who
// name it, too, and its entitlements, which have streams of their own.
func (row *Row) removed() *Row {
	if row == nil {
		return nil
	}
	s := row.Decided()
	if len(s.Pairs)+len(s.Warranties) == 0 {
		return nil
	}
	return &Row{ID: row.ID, State: &State{Pairs: s.Pairs, Warranties: s.Warranties, DecidedVersion: s.DecidedVersion, DecidedPosition: s.DecidedPosition}}
}
