package direct

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"coresync/adapters/ninjaone"
	"coresync/cmd/baton-ninja-one/tenant"
)

// device is what a row of the detailed list of devices has of use here.
type device struct {
	ID             int64   `json:"id"`
	UID            string  `json:"uid"`
	OrganizationID int64   `json:"organizationId"`
	DisplayName    string  `json:"displayName"`
	SystemName     string  `json:"systemName"`
	NodeClass      string  `json:"nodeClass"`
	ApprovalStatus string  `json:"approvalStatus"`
	Created        float64 `json:"created"`
	OS             struct {
		Name, ReleaseID, BuildNumber string
	} `json:"os"`
	System struct {
		Manufacturer, Model, SerialNumber, BIOSSerialNumber, ChassisType string
		VirtualMachine                                                   bool
	} `json:"system"`
}

// Devices reads all approved devices, and from the accounts whom they are assigned
// to.
func (t *Tenant) Devices(ctx context.Context) ([]tenant.Device, error) {
	accounts, err := t.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	owners := make(map[int64][]int64)
	for _, a := range accounts {
		for _, id := range a.Devices {
			owners[id] = append(owners[id], a.ID)
		}
	}
	var all []tenant.Device
	for p, err := range t.client.Devices(ctx, ninjaone.DeviceQuery{Detailed: true}) {
		if err != nil {
			return nil, status(err)
		}
		if err := whole(p); err != nil {
			return nil, err
		}
		for _, row := range p.Rows {
			var d device
			if err := json.Unmarshal(row.Raw, &d); err != nil {
				return nil, fmt.Errorf("%s: row with id %d: %w", p.Call, row.ID, err)
			}
			all = append(all, d.told(owners[d.ID]))
		}
	}
	return all, nil
}

// told is the device in the connector's words.
func (d device) told(owners []int64) tenant.Device {
	out := tenant.Device{
		ID: d.ID, UID: d.UID, Name: cmp.Or(d.DisplayName, d.SystemName, fmt.Sprintf("device %d", d.ID)), NodeClass: d.NodeClass,
		Serial: cmp.Or(d.System.SerialNumber, d.System.BIOSSerialNumber), Model: d.System.Model, Vendor: d.System.Manufacturer,
		Chassis: d.System.ChassisType, OSName: d.OS.Name, OSVersion: d.OS.ReleaseID, OSBuild: d.OS.BuildNumber,
		Virtual: d.System.VirtualMachine, Approved: d.ApprovalStatus == "APPROVED", OrganizationID: d.OrganizationID, Owners: owners,
	}
	if d.Created > 0 {
		out.EnrolledAt = time.UnixMicro(int64(d.Created * 1e6)).UTC()
	}
	return out
}
