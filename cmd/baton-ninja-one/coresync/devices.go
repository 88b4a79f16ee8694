package coresync

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"coresync/cmd/baton-ninja-one/tenant"
)

// asset is an asset as Coresync tells it.
type asset struct {
	Name, Manufacturer, Model string
	Serial                    string `json:"serial_number"`
	BIOSSerial                string `json:"bios_serial_number"`
	Category, OS              string
	NodeClass                 string `json:"node_class"`
	Device                    *struct {
		ID             int64
		OrganizationID int64 `json:"organization_id"`
	}
}

// Devices reads the devices of the connection that Coresync keeps as assets and NinjaOne
// still lists, and from the accounts whom they are assigned to in NinjaOne.
func (t *Tenant) Devices(ctx context.Context) ([]tenant.Device, error) {
	connection, err := t.of(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := t.accounts(ctx)
	if err != nil {
		return nil, err
	}
	owners := make(map[int64][]int64)
	for _, a := range accounts {
		for _, id := range a.Devices {
			owners[id] = append(owners[id], a.UserID)
		}
	}
	assets, err := every[asset](ctx, t, "/assets", url.Values{"connection": {connection}, "source": {"ninjaone"}, "missing": {"false"}})
	if err != nil {
		return nil, err
	}
	var all []tenant.Device
	for _, a := range assets {
		if a.Device != nil {
			all = append(all, a.told(owners[a.Device.ID]))
		}
	}
	slices.SortFunc(all, func(a, b tenant.Device) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// told is the asset in the connector's words.
func (a asset) told(owners []int64) tenant.Device {
	slices.Sort(owners)
	return tenant.Device{
		ID: a.Device.ID, Name: a.Name, NodeClass: a.NodeClass, Serial: cmp.Or(a.Serial, a.BIOSSerial), Model: a.Model, Vendor: a.Manufacturer,
		OSName: a.OS, Virtual: a.Category == "Virtual Machine", Approved: true, OrganizationID: a.Device.OrganizationID, Owners: owners,
	}
}
