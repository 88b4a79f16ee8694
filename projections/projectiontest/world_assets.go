package projectiontest

import (
	"coresync/domain/event"
	"coresync/domain/rowid"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// asset draws an asset, synced or manual, also one that was never seen.
func (w *World) asset(t *rapid.T) uuid.UUID {
	if rapid.IntRange(0, 3).Draw(t, "manual") == 0 {
		return id("asset", small(t, "asset"))
	}
	return rowid.Device(w.tenant, w.conn(t), small(t, "device"))
}

// decideAsset sets, locks, merges, keeps apart, retires or removes.
func (w *World) decideAsset(t *rapid.T) {
	asset := w.asset(t)
	several := append([]uuid.UUID{asset}, rapid.SliceOfN(rapid.Custom(w.asset), 1, 2).Draw(t, "others")...)
	field := rapid.SampledFrom([]string{"name", "serial_number", "category", "status", "notes", "customer", "never_heard_of"}).Draw(t, "field")
	value := rapid.SampledFrom([]string{"PC-1", "available", "Server", " ", "", "\x00", "maintenance"}).Draw(t, "value")
	if field == "customer" && value != "" {
		value = id("customer", small(t, "customer")).String()
	}
	payload := rapid.SampledFrom([]event.Payload{
		&event.FieldSet{Asset: asset, Field: field, Value: value}, &event.FieldLocked{Asset: asset, Field: field, Value: value},
		&event.FieldUnlocked{Asset: asset, Field: field},
		&event.AssetsMerged{Assets: several}, &event.AssetsMerged{Assets: several}, &event.AssetsUnmerged{Assets: several},
		&event.AssetsDistinct{Assets: several}, &event.AssetsUndecided{Assets: several},
		&event.AssetRetired{Asset: asset}, &event.AssetRestored{Asset: asset},
		&event.AssetRemoved{Asset: asset}, &event.AssetRemoved{Asset: asset, UntilSeen: true},
	}).Draw(t, "decision about an asset")
	w.append(t, event.New{Stream: event.AssetStream(asset), Payload: payload})
}
