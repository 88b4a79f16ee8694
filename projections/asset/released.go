package asset

import (
	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
)

// What becomes of the assets of a connection that a person ends (GAP-01).
const (
	ReleasedKept     = "keep"    // they stay as they are
	ReleasedMarked   = "mark"    // they say that they are no longer synced
	ReleasedArchived = "archive" // those that nothing but the sync knows are archived
)

// foldReleased notes that nobody polls a device any more: whether it is on line, nobody
// knows from now on. One that was never observed has nothing to release.
func foldReleased(r *rules.Set, old *Row, b *event.DevicesReleased, e *projections.Event) *Row {
	if old == nil || old.ObservedPosition == 0 {
		return old
	}
	row := *old
	row.Released, row.ReleasedAt, row.ReleasedPosition = rule.Bounded(b.Assets, rule.MaxText), e.OccurredAt, e.Position
	row.Monitored, row.Connectivity = old.monitored(), rule.NotMonitored
	row.settleStatus(r)
	return &row
}

// monitored is the connectivity as it was last known: records that competed before their
// connection was ended still do.
func (row *Row) monitored() rule.Connectivity {
	if row.Released != "" {
		return row.Monitored
	}
	return row.Connectivity
}

// archived tells whether an asset of these records is: not one that is still synced, nor
// one that people keep, too. Where several connections were ended, the last choice counts.
func archived(records []*Row) bool {
	last := records[0]
	for _, row := range records {
		if row.Released == "" {
			return false
		}
		if row.ReleasedPosition > last.ReleasedPosition {
			last = row
		}
	}
	return last.Released == ReleasedArchived
}

// NoLongerSynced tells that an asset is to say so.
func (row *Row) NoLongerSynced() bool {
	return row.Released == ReleasedMarked || row.Released == ReleasedArchived
}
