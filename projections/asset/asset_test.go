package asset_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestFLD_08_ADeviceBecomesAnAssetOfItsCustomer(t *testing.T) {
	t.Parallel()
	b := projectiontest.New(t, catalog.Models()...)
	conn := uuid.New()
	device := json.RawMessage(`{"id":402,"organizationId":11,"locationId":18,"nodeClass":"WINDOWS_WORKSTATION","approvalStatus":"APPROVED","offline":false,"systemName":"HIPPO","dnsName":"Hippo","created":1697827578.905,"lastContact":1787898261.504,"references":{"warranty":{"startDate":1697760000,"endDate":1792368000,"manufacturerFulfillmentDate":1697673600}},"system":{"manufacturer":"Dell","model":"XPS","serialNumber":"To be filled by O.E.M.","biosSerialNumber":"ABC1234"},"os":{"name":"Windows 11"},"deviceType":"AgentDevice"}`)
	b.Append(
		event.New{Stream: event.OrganizationStream(conn, 11), Payload: &event.OrgObserved{Connection: conn, OrganizationID: 11, Organization: json.RawMessage(`{"id":11,"name":"Acme, Inc."}`)}},
		event.New{Stream: event.DeviceStream(conn, 402), Payload: &event.DeviceObserved{Connection: conn, DeviceID: 402, Device: device}},
		event.New{Stream: event.DeviceUserStream(conn, 402), Payload: &event.DeviceUserObserved{Connection: conn, DeviceID: 402, User: event.PlainPersonal(event.SubjectUserString, "x", "x\\y")}},
		event.New{Stream: event.ListingStream(conn), Payload: &event.PresenceObserved{Connection: conn, Offline: []int64{402}}},
	)
	customer := uuid.New()
	b.Append(event.New{Stream: event.CustomerStream(customer), Payload: &event.CustomerRecorded{ID: customer, Name: "ACME"}})
	b.Project()
	row := b.Row(`select * from readmodel.assets where tenant_id = $1`, b.A)
	require.Equal(t, [16]byte(rowid.Device(b.A, conn, 402)), row["id"])
	require.Equal(t, "HIPPO", row["name"])
	require.Equal(t, "ABC1234", row["serial_number"])
	require.Equal(t, "offline", row["connectivity"])
	require.Equal(t, "available", row["status"])
	require.Equal(t, "ACME", row["customer_name"])
}

// Who assigns an asset puts it in use, on line or not, and the assignment survives
// what NinjaOne says later (FLD-06 ⚠).
func TestFLD_06_AnAssignedAssetStaysInUse(t *testing.T) {
	t.Parallel()
	b := projectiontest.New(t, catalog.Models()...)
	conn, contact, manual := uuid.New(), uuid.New(), uuid.New()
	device := rowid.Device(b.A, conn, 7)
	observed := func(name string) event.New {
		return event.New{Stream: event.DeviceStream(conn, 7), Payload: &event.DeviceObserved{
			Connection: conn, DeviceID: 7, Device: json.RawMessage(`{"id":7,"organizationId":1,"nodeClass":"MAC","offline":true,"systemName":"` + name + `"}`),
		}}
	}
	decided := func(p event.Payload, asset uuid.UUID) event.New {
		return event.New{Stream: event.AssignmentStream(asset), Payload: p}
	}
	requireRow := func(asset uuid.UUID, status string, contact any) {
		t.Helper()
		b.Project()
		row := b.Row(`select status, contact_id from readmodel.assets where tenant_id = $1 and id = $2`, b.A, asset)
		require.Equal(t, map[string]any{"status": status, "contact_id": contact}, row)
		b.Agree(t, b.Engine, b.A)
	}
	b.Append(observed("a"), event.New{Stream: event.AssetStream(manual), Payload: &event.ManualAssetRecorded{ID: manual, Name: "Beamer", Status: "available"}})
	requireRow(device, "available", nil)
	requireRow(manual, "available", nil)
	b.Append(decided(&event.DeviceAssigned{Asset: device, Contact: contact}, device), decided(&event.DeviceAssigned{Asset: manual, Contact: contact}, manual))
	requireRow(device, "in_use", [16]byte(contact))
	requireRow(manual, "in_use", [16]byte(contact))
	b.Append(observed("b"), event.New{Stream: event.ListingStream(conn), Payload: &event.PresenceObserved{Connection: conn, Offline: []int64{7}}})
	requireRow(device, "in_use", [16]byte(contact))
	b.Append(decided(&event.DeviceUnassigned{Asset: device, Contact: contact}, device), decided(&event.DeviceUnassigned{Asset: manual, Contact: contact}, manual))
	requireRow(device, "available", nil)
	requireRow(manual, "available", nil)
}
