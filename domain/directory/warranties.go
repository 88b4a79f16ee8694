package directory

import (
	"coresync/domain/event"
	"coresync/domain/warranty"

	"github.com/google/uuid"
)

var warranties = shape{
	prefix:   "warranty/",
	columns:  []string{"external_id", "asset_external_id", "serial_number", "name", "start", "end"},
	required: []string{"external_id", "end"},
	removed:  func(id uuid.UUID) event.Payload { return &event.WarrantyRemoved{ID: id} },
	read:     readWarranty,
	check: func(r record) []Fault {
		switch asset, serial := r.get("asset_external_id"), r.get("serial_number"); {
		case asset == "" && serial == "":
			return []Fault{{r.line, "serial_number", "is missing; name the asset by it, or by asset_external_id"}}
		case asset != "" && serial != "":
			return []Fault{{r.line, "serial_number", "leave it empty where asset_external_id names the asset"}}
		}
		return nil
	},
}

// readWarranty names the asset by the external id of one that people keep, by the id of
// any, or by a serial number, which whoever takes the row looks for.
func readWarranty(tenant uuid.UUID, r record) Entry {
	external := r.get("external_id")
	id := ID(tenant, Warranties, external)
	p := &event.WarrantyRecorded{
		ID: id, ExternalID: external, Source: string(warranty.SourceImport),
		Name: r.get("name"), Start: r.get("start"), End: r.get("end"),
	}
	entry := Entry{ID: id, ExternalID: external, Serial: r.get("serial_number"), Payload: p}
	if named := r.get("asset_external_id"); named != "" {
		if asset, err := uuid.Parse(named); err == nil {
			p.Asset = asset
		} else {
			p.Asset = ID(tenant, Assets, named)
			entry.Refers = []Reference{{Kind: Assets, ExternalID: named, ID: p.Asset, Column: "asset_external_id"}}
		}
	}
	return entry
}
