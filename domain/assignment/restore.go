package assignment

import (
	"coresync/domain/event"

	"github.com/google/uuid"
)

// Restore gives the events that bring an asset from the decisions that hold now to
// those that held before: none where they are equal (undo).
func Restore(asset uuid.UUID, now, before State) []event.Payload {
	var events []event.Payload
	add := func(p event.Payload) { events, now = append(events, p), Evolve(now, p) }
	switch {
	case now == before:
		return nil
	case before.Contact == uuid.Nil && now.Contact != uuid.Nil:
		add(&event.DeviceUnassigned{Asset: asset, Contact: now.Contact})
	case before.Contact != now.Contact:
		add(&event.DeviceAssigned{Asset: asset, Contact: before.Contact})
	}
	switch {
	case now == before:
	case before.Never:
		add(&event.AssociationNever{Asset: asset})
	case before.Skipped:
		add(&event.AssociationSkipped{Asset: asset, User: before.User})
	default:
		add(&event.AssociationReopened{Asset: asset})
	}
	return events
}
