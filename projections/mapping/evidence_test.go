package mapping_test

import (
	"fmt"
	"testing"

	"coresync/domain/event"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func (p *provider) machine(conn uuid.UUID, id, organization int64, serial string) {
	p.Append(event.New{Stream: event.DeviceStream(conn, id), Payload: &event.DeviceObserved{Connection: conn, DeviceID: id, Device: json.RawMessage(
		fmt.Sprintf(`{"id":%d,"organizationId":%d,"nodeClass":"MAC","systemName":"PC-%d","system":{"serialNumber":%q}}`, id, organization, id, serial))}})
}

func (p *provider) kept(customer uuid.UUID, serial string) (asset uuid.UUID) {
	asset = uuid.New()
	p.Append(event.New{Stream: event.AssetStream(asset), Payload: &event.ManualAssetRecorded{ID: asset, Name: "Laptop", Customer: customer, SerialNumber: serial}})
	return asset
}

// suggested is the likely customer of an organization, and why.
func (p *provider) suggested(organization int64) (customer any, evidence any) {
	p.t.Helper()
	p.Project()
	row := p.Row(`select s.suggested_customer, s.evidence from rm_mapping_b1.status s join rm_mapping_b1.organization o using (tenant_id, variant, id)
		where o.tenant_id = $1 and o.connection = $2 and o.organization_id = $3`, p.A, p.conn, organization)
	p.Agree(p.t, p.Engine, p.A)
	return row["suggested_customer"], row["evidence"]
}

func TestMAP_07_DevicesThatPeopleKeepForACustomerSuggestIt(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	customer := p.customer("Northwind Traders")
	p.customer("Wholly Other")
	p.organization(1, "NWT Zentrale")
	for n := range int64(9) {
		p.machine(p.conn, n+1, 1, fmt.Sprintf("SN-%04d", n))
	}
	found, _ := p.suggested(1)
	require.Nil(t, found, "nothing is known yet")
	var assets []uuid.UUID
	for n := range 8 {
		assets = append(assets, p.kept(customer, fmt.Sprintf("sn %04d", n)))
	}
	found, why := p.suggested(1)
	require.Equal(t, [16]byte(customer), found)
	require.Contains(t, why, "8 of its 9 devices belong to the customer already")

	p.Append(event.New{Stream: event.AssetStream(assets[0]), Payload: &event.ManualAssetRemoved{ID: assets[0]}})
	p.Append(event.New{Stream: event.AssetStream(assets[1]), Payload: &event.ManualAssetRecorded{ID: assets[1], Name: "Laptop", Customer: customer}})
	found, _ = p.suggested(1)
	require.Nil(t, found, "six of nine are too few")
}

// A placeholder, and a number that too many records have, say nothing.
func TestMAP_07_JunkSerialsSuggestNobody(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	customer := p.customer("Northwind Traders")
	p.organization(1, "NWT Zentrale")
	p.machine(p.conn, 1, 1, "To be filled by O.E.M.")
	p.kept(customer, "To be filled by O.E.M.")
	for n := range int64(70) {
		p.machine(p.conn, 10+n, 1, "COMMON-1")
	}
	p.kept(customer, "COMMON-1")
	found, _ := p.suggested(1)
	require.Nil(t, found)
}

func TestMAP_07_DevicesThatAnotherConnectionMappedSuggestTheirCustomer(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	customer, other := p.customer("Northwind Traders"), uuid.New()
	p.organization(1, "NWT Zentrale")
	p.Append(event.New{Stream: event.OrganizationStream(other, 9), Payload: &event.OrgObserved{
		Connection: other, OrganizationID: 9, Organization: json.RawMessage(`{"id":9,"name":"Kunde 17"}`)}})
	for n := range int64(6) {
		p.machine(p.conn, n+1, 1, fmt.Sprintf("SN-%04d", n))
		p.machine(other, n+1, 9, fmt.Sprintf("SN-%04d", n))
	}
	found, _ := p.suggested(1)
	require.Nil(t, found, "what nobody mapped is no evidence")
	p.Append(event.New{Stream: event.MappingStream(other, 9), Payload: &event.OrganizationMapped{Connection: other, OrganizationID: 9, Customer: customer}})
	found, why := p.suggested(1)
	require.Equal(t, [16]byte(customer), found)
	require.Contains(t, why, "6 of its 6 devices belong to the customer already")

	for n := range int64(6) { // they leave the other connection
		p.Append(event.New{Stream: event.DeviceStream(other, n+1), Payload: &event.DeviceVanished{Connection: other, DeviceID: n + 1, OrganizationID: 9}})
	}
	found, _ = p.suggested(1)
	require.Nil(t, found)
}

func TestMAP_07_DomainsOfPeopleSuggestACustomer(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	customer := p.customer("Northwind Traders")
	contact := uuid.New()
	p.Append(event.New{Stream: event.ContactStream(contact), Payload: &event.ContactRecorded{ID: contact, ExternalID: "1", Customer: customer, EmailDomain: "nwt.example"}})
	p.organization(1, "Kunde 17")
	p.Append(event.New{Stream: event.NinjaContactStream(p.conn, 1), Payload: &event.ContactObserved{Connection: p.conn, ContactID: 1, OrganizationID: 1, EmailDomain: "nwt.example"}})
	found, why := p.suggested(1)
	require.Equal(t, [16]byte(customer), found)
	require.Contains(t, why, "the e-mail domain nwt.example")

	// Last users count the same, and most of them are of another company.
	for n := range int64(2) {
		p.machine(p.conn, n+1, 1, "")
		p.Append(event.New{Stream: event.DeviceUserStream(p.conn, n+1), Payload: &event.DeviceUserObserved{Connection: p.conn, DeviceID: n + 1, UserDomain: "beta.example"}})
	}
	found, _ = p.suggested(1)
	require.Nil(t, found)
	p.Append(event.New{Stream: event.NinjaContactStream(p.conn, 1), Payload: &event.ContactVanished{Connection: p.conn, ContactID: 1}})
	beta := p.customer("Zweite GmbH")
	p.Append(event.New{Stream: event.ContactStream(contact), Payload: &event.ContactRecorded{ID: contact, ExternalID: "1", Customer: beta, EmailDomain: "beta.example"}})
	found, _ = p.suggested(1)
	require.Equal(t, [16]byte(beta), found)
}
