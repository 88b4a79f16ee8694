package asset

import (
	"coresync/projections"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// Name is the model's name.
const Name = "asset"

// Shape is the shape of the tables.
const Shape = 7

// Model is the read model of assets.
func Model() *projections.Model {
	return &projections.Model{
		Name:  Name,
		Shape: Shape,
		Reads: append(mapping.OwnerSources(), []projections.Source{
			{Type: "DeviceObserved", Prefix: "device/"},
			{Type: "DeviceUserObserved", Prefix: "device-user/"},
			{Type: "DeviceVanished"},
			{Type: "DevicesReleased"},
			{Type: "PresenceObserved"},
			{Type: "ManualAssetRecorded", Prefix: "asset/"},
			{Type: "ManualAssetRemoved"},
			{Type: "DeviceAssigned"},
			{Type: "DeviceUnassigned"},
			{Type: "FieldSet"},
			{Type: "FieldLocked"},
			{Type: "FieldUnlocked"},
			{Type: "AssetsMerged"},
			{Type: "AssetsUnmerged"},
			{Type: "AssetsDistinct"},
			{Type: "AssetsUndecided"},
			{Type: "AssetRetired"},
			{Type: "AssetRemoved"},
			{Type: "AssetRestored"},
			{Type: "WarrantyRecorded"},
			{Type: "WarrantyRemoved"},
		}...),
		Decode: new(decoder).decode,
		Tables: append([]projections.Table{projections.NewTable(projections.TableSpec[Row]{
			Name:    "asset",
			Comment: "Synced devices and manual assets, one row a source record.",
			Columns: columns(),
			ID:      func(r *Row) uuid.UUID { return r.ID },
			Keys:    keys,
			Fold:    fold,
			Kin:     kin(),
			Stale:   stale,
			Effect:  effect,
			Indexes: []projections.Index{
				{Name: "asset_name", On: `name_key collate "C", id`, Where: "shown"},
				{Name: "asset_organization", On: "organization", Where: "organization is not null"},
				{Name: "asset_contact", On: "contact", Where: "contact is not null"},
				{Name: "asset_member", On: "asset", Where: "asset is not null"},
				{Name: "asset_doubt", On: "id", Where: "doubts is not null"},
				{Name: "asset_customer", On: "customer", Where: "customer is not null"},
				{Name: "asset_born", On: "born", Where: "shown and born is not null"},
				{Name: "asset_serial", On: "serial_key", Where: "serial_key is not null"},
				{Name: "asset_former_serial", On: "id", Where: "former_serials is not null"},
				{Name: "asset_missing", On: "missing_since", Where: "missing_since is not null"},
				{Name: "asset_warranty", On: "warranty_end", Where: "shown and warranty_end is not null"},
			},
		})}, mapping.NewOwnerTables()...),
		Sums:  []projections.Sum{cellTable(), dateTable()},
		Views: views(),
	}
}
