package asset_test

import (
	"fmt"
	"testing"

	"coresync/domain/event"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// organization shows an organization, customer one of the directory.
func (f *fleet) organization(id int64, name string) event.New {
	return event.New{Stream: event.OrganizationStream(f.conn, id), Payload: &event.OrgObserved{
		Connection: f.conn, OrganizationID: id, Organization: json.RawMessage(fmt.Sprintf(`{"id":%d,"name":%q}`, id, name)),
	}}
}

func (f *fleet) customer(id uuid.UUID, name string) event.New {
	return event.New{Stream: event.CustomerStream(id), Payload: &event.CustomerRecorded{ID: id, ExternalID: id.String(), Name: name}}
}

func (f *fleet) mapped(organization int64, customer uuid.UUID) event.New {
	return event.New{Stream: event.MappingStream(f.conn, organization), Payload: &event.OrganizationMapped{
		Connection: f.conn, OrganizationID: organization, Customer: customer,
	}}
}

func (f *fleet) unmapped(organization int64) event.New {
	return event.New{Stream: event.MappingStream(f.conn, organization), Payload: &event.OrganizationUnmapped{Connection: f.conn, OrganizationID: organization}}
}

// in puts a device into a place.
func in(organization, location int64) map[string]any {
	return map[string]any{"organizationId": organization, "locationId": location}
}

// reappears: device 1 of organization 1 falls silent, and its machine is enrolled anew
// as device 2 in organization 2.
func (f *fleet) reappears() {
	f.Append(f.device(1, "5CD1111AAA", in(1, 10)))
	f.days(30)
	f.Append(f.vanished(1), f.device(2, "5CD1111AAA", in(2, 20)))
}

var apart, together = map[int64]int64{1: 1, 2: 2}, map[int64]int64{1: 2}

// Whose the organizations are decides, and it may be said later, otherwise, and be
// taken back: assets are always what the mapping makes them that is in force.
func TestGAP_02_AMachineThatMovesWithinACustomerStaysTheAsset(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	acme, bolt := uuid.New(), uuid.New()
	f.Append(f.customer(acme, "Acme"), f.customer(bolt, "Bolt"), f.organization(1, "North"), f.organization(2, "South"))
	f.reappears()
	require.Equal(t, apart, f.assets(1, 2), "nobody knows whose the organizations are")
	require.Equal(t, []string{"moved_customer"}, f.doubts(2))
	f.Append(f.mapped(1, acme))
	require.Equal(t, apart, f.assets(1, 2))
	f.Append(f.mapped(2, acme))
	require.Equal(t, together, f.assets(1, 2), "both organizations are one customer's")
	require.Empty(t, f.doubts(2))
	f.Append(f.mapped(2, bolt))
	require.Equal(t, apart, f.assets(1, 2), "another customer's device is never taken for one's own")
	require.Equal(t, []string{"moved_customer"}, f.doubts(2))
	f.Append(f.mapped(2, acme), event.New{Stream: event.CustomerStream(acme), Payload: &event.CustomerRemoved{ID: acme}})
	require.Equal(t, apart, f.assets(1, 2), "the customer is no longer there")
	f.Append(f.customer(acme, "Acme"))
	require.Equal(t, together, f.assets(1, 2))
	f.Append(f.unmapped(1))
	require.Equal(t, apart, f.assets(1, 2))
}

// A name that is unique both ways links an organization, here as in the mapping.
func TestGAP_02_AnOrganizationThatIsLinkedByNameIsItsCustomers(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	acme := uuid.New()
	f.Append(f.organization(1, "ACME, Inc."), f.organization(2, "South"), f.mapped(2, acme))
	f.reappears()
	require.Equal(t, apart, f.assets(1, 2))
	f.Append(f.customer(acme, "Acme"))
	require.Equal(t, together, f.assets(1, 2))
	f.Append(f.customer(uuid.New(), "acme"))
	require.Equal(t, apart, f.assets(1, 2), "two customers have the name")
}

// A location that is mapped apart goes before its organization.
func TestGAP_02_ALocationOfAnotherCustomerIsAnotherCustomers(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	acme, bolt := uuid.New(), uuid.New()
	location := func(id int64, customer uuid.UUID) event.New {
		return event.New{Stream: event.LocationMappingStream(f.conn, id), Payload: &event.LocationMapped{Connection: f.conn, LocationID: id, Customer: customer}}
	}
	f.Append(f.customer(acme, "Acme"), f.customer(bolt, "Bolt"), f.mapped(1, acme), f.mapped(2, acme))
	f.reappears()
	require.Equal(t, together, f.assets(1, 2))
	f.Append(location(20, bolt))
	require.Equal(t, apart, f.assets(1, 2))
	f.Append(location(10, bolt))
	require.Equal(t, together, f.assets(1, 2))
}

// An asset that people keep for a customer is the device of that customer that has its
// serial number, and a question at any other.
func TestAST_01_AManualAssetIsAdoptedByADeviceOfItsCustomer(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	acme, bolt, kept := uuid.New(), uuid.New(), uuid.New()
	f.Append(f.customer(acme, "Acme"), f.customer(bolt, "Bolt"), f.mapped(1, acme), f.mapped(2, bolt),
		event.New{Stream: event.AssetStream(kept), Payload: &event.ManualAssetRecorded{
			ID: kept, Name: "Reception", Manufacturer: "Dell", Model: "Latitude", SerialNumber: "5CD1111AAA", Customer: acme, Category: "Workstation",
		}})
	f.Append(f.device(2, "5CD1111AAA", in(2, 0)))
	f.Project()
	require.Equal(t, []string{"manual_twin"}, f.doubts(2))
	f.Append(f.device(2, "5CD1111AAA", in(1, 0)))
	f.Project()
	require.Empty(t, f.doubts(2))
	row := f.Row(`select count(*) as n, min(id::text) as id from readmodel.assets where tenant_id = $1`, f.A)
	require.Equal(t, map[string]any{"n": int64(1), "id": kept.String()}, row, "one asset, which keeps its id")
	f.Agree(t, f.Engine, f.A)
}
