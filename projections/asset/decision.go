package asset

import (
	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/projections"

	"github.com/goccy/go-json"
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
	switch b := e.Body.(type) {
	case *event.FieldSet:
		row.setHand(rule.Field(b.Field), b.Value, e.Position)
	case *event.FieldLocked:
		row.setHand(rule.Field(b.Field), b.Value, e.Position)
	case *event.FieldUnlocked:
		row.setHand(rule.Field(b.Field), "", e.Position)
	case *event.AssetsMerged:
		row.decide(b.Assets, true, true)
	case *event.AssetsUnmerged:
		row.decide(b.Assets, true, false)
	case *event.AssetsDistinct:
		row.decide(b.Assets, false, true)
	case *event.AssetsUndecided:
		row.decide(b.Assets, false, false)
	case *event.AssetRetired:
		row.RetiredPosition = e.Position
	case *event.AssetRemoved:
		row.Removed, row.RemovedPosition = RemovedIgnored, e.Position
		if b.UntilSeen {
			row.Removed = RemovedUntilSeen
		}
	case *event.AssetRestored:
		row.Removed, row.RemovedPosition, row.RetiredPosition = "", 0, 0
	}
	row.DecidedPosition = e.Position
	if e.Stream == event.AssetStream(id) {
		row.DecidedVersion = e.Version
	}
	return row
}

// isDecision tells whether an event is of this file's.
func isDecision(e *projections.Event) bool {
	switch e.Body.(type) {
	case *event.FieldSet, *event.FieldLocked, *event.FieldUnlocked,
		*event.AssetsMerged, *event.AssetsUnmerged, *event.AssetsDistinct, *event.AssetsUndecided,
		*event.AssetRetired, *event.AssetRemoved, *event.AssetRestored:
		return true
	}
	return false
}

func (row *Row) setHand(f rule.Field, value string, position int64) {
	if _, known := accessors[f]; !known {
		return // of a newer program, or never offered
	}
	hands := row.Hands()
	if hands == nil {
		hands = make(map[rule.Field]Set)
	}
	delete(hands, f)
	if value = bounded(value); value != "" {
		hands[f] = Set{value, position}
	}
	row.Hand = packed(hands)
}

// Pairs are what people said about this record and others: whether they are the same.
func (row *Row) Pairs() map[uuid.UUID]bool {
	var pairs map[uuid.UUID]bool
	if row.Decisions != nil {
		_ = json.Unmarshal(row.Decisions, &pairs) // written by this package
	}
	return pairs
}

// decide notes, or takes back, that the record and each of the others are the same,
// or are not. A merge takes the first of its assets as the one that the others join;
// who takes one back names the same assets.
func (row *Row) decide(assets []uuid.UUID, same, is bool) {
	pairs := row.Pairs()
	if pairs == nil {
		pairs = make(map[uuid.UUID]bool)
	}
	for i, other := range assets {
		star := same && assets[0] != row.ID && i > 0
		if other == row.ID || star {
			continue
		}
		if was, decided := pairs[other]; is {
			pairs[other] = same
		} else if decided && was == same {
			delete(pairs, other)
		}
	}
	row.Decisions = packed(pairs)
}

// keepDecisions gives a row that was made anew what people decided about the one before.
func (row *Row) keepDecisions(old *Row) {
	row.Hand, row.Decisions = old.Hand, old.Decisions
	row.DecidedVersion, row.DecidedPosition = old.DecidedVersion, old.DecidedPosition
	if old.Removed == RemovedIgnored {
		row.Removed, row.RemovedPosition = old.Removed, old.RemovedPosition
	}
}

// removed is what stays of a manual asset: what people said about it and others, who
// name it, too.
func (row *Row) removed() *Row {
	if row == nil || row.Decisions == nil {
		return nil
	}
	return &Row{ID: row.ID, Decisions: row.Decisions, DecidedVersion: row.DecidedVersion, DecidedPosition: row.DecidedPosition}
}
