package service

import (
	"testing"

	"coresync/domain"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Assets of several customers are assigned in one save: each customer's to the contact that was
// chosen for it, those of the others and of none left as they are, each with the reason.
func TestASG_03_AssetsOfManyCustomersEachGetAContactOfTheirOwn(t *testing.T) {
	t.Parallel()
	m := newManyAssets(t, 3)
	acme := directory.ID(m.A, directory.Customers, "acme")
	beta, other := directory.ID(m.A, directory.Customers, "beta"), directory.ID(m.A, directory.Contacts, "beta-1")
	conn := uuid.New()
	device := func(id, org string) json.RawMessage {
		return json.RawMessage(`{"id":` + id + `,"organizationId":` + org + `,"nodeClass":"MAC","systemName":"MAC-` + id + `","approvalStatus":"APPROVED","offline":true}`)
	}
	_, err := m.AppendAll(t.Context(), eventstore.Append{Tenant: m.A, Actor: "test", Events: []event.New{
		{Stream: event.CustomerStream(beta), Payload: &event.CustomerRecorded{ID: beta, ExternalID: "beta", Name: "Beta"}, Tag: []byte{1}},
		{Stream: event.ContactStream(other), Payload: &event.ContactRecorded{ID: other, ExternalID: "beta-1", Customer: beta, Name: personal(other, "Person of Beta")}, Tag: []byte{1}},
		{Stream: event.OrganizationStream(conn, 7), Payload: &event.OrgObserved{Connection: conn, OrganizationID: 7, Organization: json.RawMessage(`{"id":7,"name":"Beta"}`)}},
		{Stream: event.MappingStream(conn, 7), Payload: &event.OrganizationMapped{Connection: conn, OrganizationID: 7, Customer: beta}},
		{Stream: event.OrganizationStream(conn, 8), Payload: &event.OrgObserved{Connection: conn, OrganizationID: 8, Organization: json.RawMessage(`{"id":8,"name":"Spare pool"}`)}},
		{Stream: event.DeviceStream(conn, 71), Payload: &event.DeviceObserved{Connection: conn, DeviceID: 71, Device: device("71", "7")}},
		{Stream: event.DeviceStream(conn, 81), Payload: &event.DeviceObserved{Connection: conn, DeviceID: 81, Device: device("81", "8")}},
	}})
	require.NoError(t, err)
	m.Project()
	ofBeta, ofNobody := rowid.Device(m.A, conn, 71), rowid.Device(m.A, conn, 81)
	assets := append([]uuid.UUID{ofBeta, ofNobody}, m.devices...)

	done, counts, _ := m.change("", api.AssetChange{Assets: assets, Action: api.ChangeAssign, Contacts: []api.CustomerContact{{Customer: beta, Contact: other}}})
	require.Equal(t, map[string]int{"saved": 1, "refused": 4}, counts, "nobody was chosen for Acme")
	for _, row := range done.Rows {
		if row.Outcome == "refused" {
			require.Equal(t, api.CodeNoContact, row.Code)
			require.Equal(t, row.Asset.ID == ofNobody, row.Message == "It has no customer. Give it one first.", row.Message)
		}
	}
	_, counts, _ = m.change("", api.AssetChange{Assets: assets, Action: api.ChangeAssign, Contacts: []api.CustomerContact{
		{Customer: acme, Contact: m.contacts[0]}, {Customer: beta, Contact: other},
	}})
	require.Equal(t, map[string]int{"saved": 3, "unchanged": 1, "refused": 1}, counts)
	require.EqualValues(t, 3, m.Row(`select count(*) as n from readmodel.assets where tenant_id = $1 and contact_id = $2`, m.A, m.contacts[0])["n"])
	_, counts, _ = m.change("", api.AssetChange{Assets: assets[:1], Action: api.ChangeAssign, Contacts: []api.CustomerContact{{Customer: beta, Contact: m.contacts[1]}}})
	require.Equal(t, map[string]int{"refused": 1}, counts, "a contact of another customer")

	both := api.AssetChange{Assets: assets, Action: api.ChangeAssign, Contact: &other, Contacts: []api.CustomerContact{{Customer: beta, Contact: other}}}
	_, err = m.changes.Change(t.Context(), api.Command{Tenant: m.A, Actor: "test"}, both)
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err), "one contact, or one for each customer")
}
