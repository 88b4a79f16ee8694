package asset

import (
	rule "coresync/domain/asset"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/google/uuid"
)

// foldContact assigns an asset to a contact, or takes it back from one. The asset's
// own event may come later in a rebuild; until then nobody sees the row.
func foldContact(r *rules.Set, id uuid.UUID, old *Row, contact uuid.UUID, e *projections.Event) *Row {
	row := Row{ID: id}
	if old != nil {
		row = *old
	}
	row.Contact, row.ContactPosition = contact, e.Position
	if row.ObservedPosition != 0 {
		row.settleStatus(r)
	}
	return &row
}

// withContact gives a row that was made anew the contact of the row before.
func withContact(r *rules.Set, old, row *Row) *Row {
	if old != nil && old.ContactPosition != 0 {
		row.Contact, row.ContactPosition = old.Contact, old.ContactPosition
		row.settleStatus(r)
	}
	return row
}

// settleStatus gives the row its status. Who assigns an asset that is available puts
// it in use (FLD-06, ASG-04 ⚠): that somebody had set it to available does not lock it.
func (row *Row) settleStatus(r *rules.Set) {
	assigned := row.Contact != uuid.Nil
	locked := !(assigned && row.StatusSet == rule.StatusAvailable)
	row.Status = r.Asset.StatusOf(row.StatusSet, locked, row.monitored(), assigned)
}
