package directory

import (
	"coresync/domain/access"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// apps are those that an identity, single sign-on or federation provider knows, as it
// exports them: discovered, and managed by nobody yet (C1C-05).
var apps = shape{
	prefix:   "app/",
	columns:  []string{"external_id", "name"},
	required: []string{"external_id", "name"},
	removed:  func(id uuid.UUID) event.Payload { return &event.AppForgotten{App: id} },
	read: func(tenant uuid.UUID, r record) Entry {
		external := r.get("external_id")
		id := access.AppID(tenant, access.FromCSV, external)
		return Entry{ID: id, ExternalID: external, Payload: &event.AppDiscovered{
			App: id, Name: r.get("name"), Source: access.FromCSV, ExternalID: external,
		}}
	},
}
