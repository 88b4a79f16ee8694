package directory

import (
	"strings"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// AssetStatuses are the states of an asset (FLD-06 and its ⚠).
var AssetStatuses = []string{"in_use", "available", "maintenance", "retired", "lost", "archived"}

var assets = shape{
	prefix: "asset/",
	columns: []string{"external_id", "customer_external_id", "name", "manufacturer", "model",
		"serial_number", "category", "status", "notes", "purchased_on", "warranty_end"},
	required: []string{"external_id", "name"},
	removed:  func(id uuid.UUID) event.Payload { return &event.ManualAssetRemoved{ID: id} },
	read:     readAsset,
}

func readAsset(tenant uuid.UUID, r record) Entry {
	external := r.get("external_id")
	id := ID(tenant, Assets, external)
	var refers []Reference
	var customer uuid.UUID
	if r.get("customer_external_id") != "" {
		ref := customerOf(tenant, r)
		customer, refers = ref.ID, []Reference{ref}
	}
	return Entry{ID: id, ExternalID: external, Refers: refers, Payload: &event.ManualAssetRecorded{
		ID: id, ExternalID: external, Customer: customer, Name: r.get("name"),
		Manufacturer: r.get("manufacturer"), Model: r.get("model"), SerialNumber: r.get("serial_number"),
		Category: r.get("category"), Status: strings.ToLower(r.get("status")), Notes: r.get("notes"),
		PurchasedOn: r.get("purchased_on"), WarrantyEnd: r.get("warranty_end"),
	}}
}
