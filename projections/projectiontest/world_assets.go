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

// entitle records and removes entitlements, also of one id for two assets.
func (w *World) entitle(t *rapid.T) {
	which := id("warranty", small(t, "entitlement"))
	text := rapid.SampledFrom([]string{"", "2024-02-29", "2026-01-31", "2027-06-30", "no date"})
	payload := rapid.SampledFrom([]event.Payload{
		&event.WarrantyRecorded{
			ID: which, Asset: w.asset(t), Source: rapid.SampledFrom([]string{"hand", "import"}).Draw(t, "source"), Name: "Next day",
			Start: text.Draw(t, "start"), End: text.Draw(t, "end"),
		},
		&event.WarrantyRemoved{ID: which, Asset: w.asset(t)},
	}).Draw(t, "entitlement's event")
	w.append(t, event.New{Stream: event.WarrantyStream(which), Payload: payload})
}

// decideAsset sets, locks, merges, keeps apart, retires or removes.
func (w *World) decideAsset(t *rapid.T) {
	asset := w.asset(t)
	several := append([]uuid.UUID{asset}, rapid.SliceOfN(rapid.Custom(w.asset), 1, 2).Draw(t, "others")...)
	field := rapid.SampledFrom([]string{"name", "serial_number", "category", "status", "notes", "customer", "warranty_end", "never_heard_of"}).Draw(t, "field")
	value := rapid.SampledFrom([]string{"PC-1", "available", "Server", " ", "", "\x00", "maintenance", "2026-05-31"}).Draw(t, "value")
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
