package asset

import (
	"slices"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/projections"

	"github.com/google/uuid"
)

// keys names the rows that an event concerns. Presence concerns as many as its page had changes.
func keys(e *projections.Event) []uuid.UUID {
	switch b := e.Body.(type) {
	case *Row:
		return []uuid.UUID{b.ID}
	case *deviceUserObserved:
		return []uuid.UUID{rowid.Device(e.Tenant, b.Connection, b.DeviceID)}
	case *event.DeviceVanished:
		return []uuid.UUID{rowid.Device(e.Tenant, b.Connection, b.DeviceID)}
	case *event.DevicesReleased:
		ids := make([]uuid.UUID, len(b.Devices))
		for i, device := range b.Devices {
			ids[i] = rowid.Device(e.Tenant, b.Connection, device)
		}
		return ids
	case *event.PresenceObserved:
		ids := make([]uuid.UUID, 0, len(b.Online)+len(b.Offline))
		for _, device := range b.Online {
			ids = append(ids, rowid.Device(e.Tenant, b.Connection, device))
		}
		for _, device := range b.Offline {
			ids = append(ids, rowid.Device(e.Tenant, b.Connection, device))
		}
		return ids
	case *event.ManualAssetRecorded:
		return []uuid.UUID{b.ID}
	case *event.ManualAssetRemoved:
		return []uuid.UUID{b.ID}
	case *event.DeviceAssigned:
		return []uuid.UUID{b.Asset}
	case *event.DeviceUnassigned:
		return []uuid.UUID{b.Asset}
	case *event.FieldSet:
		return []uuid.UUID{b.Asset}
	case *event.FieldLocked:
		return []uuid.UUID{b.Asset}
	case *event.FieldUnlocked:
		return []uuid.UUID{b.Asset}
	case *event.AssetsMerged:
		return each(b.Assets)
	case *event.AssetsUnmerged:
		return each(b.Assets)
	case *event.AssetsDistinct:
		return each(b.Assets)
	case *event.AssetsUndecided:
		return each(b.Assets)
	case *event.AssetRetired:
		return []uuid.UUID{b.Asset}
	case *event.AssetRemoved:
		return []uuid.UUID{b.Asset}
	case *event.AssetRestored:
		return []uuid.UUID{b.Asset}
	case *event.WarrantyRecorded:
		return []uuid.UUID{b.Asset}
	case *event.WarrantyRemoved:
		return []uuid.UUID{b.Asset}
	}
	return nil
}

// each names every row once.
func each(ids []uuid.UUID) []uuid.UUID {
	once := make([]uuid.UUID, 0, len(ids))
	for _, id := range ids {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return once
}
