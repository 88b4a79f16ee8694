package mapping_test

import (
	"fmt"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"
	"coresync/projections/query"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// provider is a tenant whose organizations, customers and decisions a test makes.
type provider struct {
	*projectiontest.Bundle
	t    *testing.T
	conn uuid.UUID
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	return &provider{Bundle: projectiontest.New(t, catalog.Models()...), t: t, conn: uuid.New()}
}

func (p *provider) customer(name string) uuid.UUID {
	id := uuid.New()
	p.Append(event.New{Stream: event.CustomerStream(id), Payload: &event.CustomerRecorded{ID: id, ExternalID: id.String(), Name: name}})
	return id
}

func (p *provider) organization(id int64, name string, former ...string) {
	p.Append(event.New{Stream: event.OrganizationStream(p.conn, id), Payload: &event.OrgObserved{
		Connection: p.conn, OrganizationID: id, Organization: json.RawMessage(fmt.Sprintf(`{"id":%d,"name":%q}`, id, name)), FormerNames: former,
	}})
}

func (p *provider) location(id, organization int64) {
	p.Append(event.New{Stream: event.LocationStream(p.conn, id), Payload: &event.LocationObserved{
		Connection: p.conn, LocationID: id, OrganizationID: organization, Location: json.RawMessage(fmt.Sprintf(`{"id":%d,"name":"Site %d"}`, id, id)),
	}})
}

func (p *provider) device(id, organization, location int64) {
	p.Append(event.New{Stream: event.DeviceStream(p.conn, id), Payload: &event.DeviceObserved{Connection: p.conn, DeviceID: id, Device: json.RawMessage(
		fmt.Sprintf(`{"id":%d,"organizationId":%d,"locationId":%d,"nodeClass":"MAC","systemName":"PC-%d"}`, id, organization, location, id))}})
}

// decide appends what a person decided about an organization.
func (p *provider) decide(organization int64, decision event.Payload) {
	p.Append(event.New{Stream: event.MappingStream(p.conn, organization), Payload: decision})
}

func (p *provider) mapped(organization int64, customer uuid.UUID) {
	p.decide(organization, &event.OrganizationMapped{Connection: p.conn, OrganizationID: organization, Customer: customer})
}

// requireStatus projects, and holds an organization's status against what is wanted.
func (p *provider) requireStatus(organization int64, state string, customer any) {
	p.t.Helper()
	p.Project()
	row := p.Row(`select status, customer_id from readmodel.organizations where tenant_id = $1 and organization_id = $2`, p.A, organization)
	if id, is := customer.(uuid.UUID); is {
		customer = [16]byte(id)
	}
	require.Equal(p.t, map[string]any{"status": state, "customer_id": customer}, row)
	p.Agree(p.t, p.Engine, p.A)
}

// requireCustomer holds the customer of a device's asset against what is wanted.
func (p *provider) requireCustomer(device int64, customer any) {
	p.t.Helper()
	p.Project()
	row := p.Row(`select customer_id from readmodel.assets where tenant_id = $1 and id = $2`, p.A, rowid.Device(p.A, p.conn, device))
	if id, is := customer.(uuid.UUID); is {
		customer = [16]byte(id)
	}
	require.Equal(p.t, customer, row["customer_id"])
}

func TestMAP_01_SavedMappingsGoBeforeNames(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	acme, bolt := p.customer("Acme Ltd"), p.customer("Bolt")
	p.organization(1, "ACME")
	p.organization(2, "Zebra Plumbing")
	p.requireStatus(1, "mapped_auto", acme)
	p.requireStatus(2, "unmatched", nil)
	p.mapped(1, bolt)
	p.requireStatus(1, "mapped", bolt)
	p.mapped(2, bolt)
	p.requireStatus(2, "mapped", bolt) // two organizations of one customer
	p.organization(1, "Acme again", "ACME")
	p.requireStatus(1, "mapped", bolt) // it follows the id
	p.Append(event.New{Stream: event.OrganizationStream(p.conn, 1), Payload: &event.OrgVanished{Connection: p.conn, OrganizationID: 1}})
	p.requireStatus(1, "mapped", bolt) // kept, though NinjaOne no longer lists it
	p.decide(2, &event.OrganizationUnmapped{Connection: p.conn, OrganizationID: 2})
	p.requireStatus(2, "unmatched", nil)
}

func TestFLD_08_DevicesGoWithTheirOrganizationsCustomer(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	p.organization(1, "Acme, Inc.")
	p.device(7, 1, 0)
	p.requireCustomer(7, nil)
	acme := p.customer("ACME")
	p.requireCustomer(7, acme)
	p.decide(1, &event.OrganizationIgnored{Connection: p.conn, OrganizationID: 1, Reason: "lab"})
	p.requireCustomer(7, nil)
}

func TestMAP_09_AMappingToACustomerThatIsRemovedIsStale(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	acme := p.customer("Acme")
	p.organization(1, "Zebra")
	p.mapped(1, acme)
	p.location(3, 2)
	p.Append(event.New{Stream: event.LocationMappingStream(p.conn, 3), Payload: &event.LocationMapped{Connection: p.conn, LocationID: 3, Customer: acme}})
	p.device(7, 1, 0)
	p.device(8, 2, 3)
	p.requireCustomer(7, acme)
	p.requireCustomer(8, acme)
	p.Append(event.New{Stream: event.CustomerStream(acme), Payload: &event.CustomerRemoved{ID: acme}})
	p.requireStatus(1, "stale", nil)
	p.requireCustomer(7, nil)
	p.requireCustomer(8, nil)
}

func TestMAP_13_ALocationMayBelongToAnotherCustomer(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	acme, bolt := p.customer("Acme"), p.customer("Bolt")
	p.organization(1, "Acme")
	p.location(3, 1)
	p.device(7, 1, 0)
	p.device(8, 1, 3)
	decide := func(decision event.Payload) {
		p.Append(event.New{Stream: event.LocationMappingStream(p.conn, 3), Payload: decision})
	}
	p.requireCustomer(8, acme)
	decide(&event.LocationMapped{Connection: p.conn, LocationID: 3, Customer: bolt})
	p.requireCustomer(8, bolt)
	p.requireCustomer(7, acme)
	decide(&event.LocationIgnored{Connection: p.conn, LocationID: 3, Reason: "spare pool"})
	p.requireCustomer(8, nil)
	decide(&event.LocationUnmapped{Connection: p.conn, LocationID: 3})
	p.requireCustomer(8, acme)
	p.requireStatus(1, "mapped_auto", acme)
}

// A merger, or a provider that makes locations organizations: two may be one customer's.
func TestMAP_13_TwoOrganizationsMayBelongToOneCustomer(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	acme := p.customer("Acme")
	p.organization(1, "Acme")
	p.organization(2, "Bolt")
	p.device(7, 1, 0)
	p.device(8, 2, 0)
	p.requireCustomer(8, nil)
	p.mapped(2, acme)
	p.requireCustomer(7, acme)
	p.requireCustomer(8, acme)
	p.requireStatus(1, "mapped_auto", acme)
	p.requireStatus(2, "mapped", acme)
}

func TestMAP_13_WhatAPersonRejectedIsNeitherLinkedNorSuggested(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	acme := p.customer("Acme")
	p.organization(1, "ACME Ltd")
	p.requireStatus(1, "mapped_auto", acme)
	p.decide(1, &event.OrganizationMatchRejected{Connection: p.conn, OrganizationID: 1, Customer: acme})
	p.requireStatus(1, "unmatched", nil)
	p.organization(1, "Acme Limited", "ACME Ltd")
	p.requireStatus(1, "unmatched", nil)
	p.mapped(1, acme)
	p.requireStatus(1, "mapped", acme)
}

// assets are the names of the assets that a list and the stable view both show.
func (p *provider) assets(f asset.Filter) []string {
	p.t.Helper()
	p.Project()
	names := []string{}
	require.NoError(p.t, projections.Read(p.t.Context(), p.Pool, p.A, time.Now(), func(r *projections.Reading) error {
		found, err := asset.List(p.t.Context(), r, f, query.Page{})
		for _, a := range found.Items {
			names = append(names, a.Name)
		}
		return err
	}))
	if !f.Ignored {
		viewed := p.Row(`select coalesce(array_agg(name order by name), '{}') as names from readmodel.assets where tenant_id = $1`, p.A)["names"]
		require.ElementsMatch(p.t, names, viewed, "the view shows what the list shows")
	}
	return names
}

func TestGAP_03_IgnoredDevicesAreNoAssetsUntilTheRuleGoes(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	p.organization(1, "Acme")
	p.location(3, 1)
	for id, place := range map[int64][2]int64{10: {1, 0}, 11: {1, 3}, 12: {2, 0}} {
		p.device(id, place[0], place[1])
	}
	p.Append(event.New{Stream: event.DeviceStream(p.conn, 13), Payload: &event.DeviceObserved{Connection: p.conn, DeviceID: 13,
		Device: json.RawMessage(`{"id":13,"organizationId":2,"nodeClass":"NMS_PRINTER","systemName":"LAB_7","tags":["Loaner"]}`)}})
	all := []string{"LAB_7", "PC-10", "PC-11", "PC-12"}
	require.Equal(t, all, p.assets(asset.Filter{}))
	for _, c := range []struct {
		rule event.IgnoreRuleSet
		left []string
	}{
		{event.IgnoreRuleSet{Kind: event.IgnoreOrganization, Connection: p.conn, NinjaID: 1}, []string{"LAB_7", "PC-12"}},
		{event.IgnoreRuleSet{Kind: event.IgnoreLocation, Connection: p.conn, NinjaID: 3}, []string{"LAB_7", "PC-10", "PC-12"}},
		{event.IgnoreRuleSet{Kind: event.IgnoreLocation, Connection: uuid.New(), NinjaID: 3}, all},
		{event.IgnoreRuleSet{Kind: event.IgnoreClass, Value: "nms_printer"}, []string{"PC-10", "PC-11", "PC-12"}},
		{event.IgnoreRuleSet{Kind: event.IgnoreTag, Value: "loaner"}, []string{"PC-10", "PC-11", "PC-12"}},
		{event.IgnoreRuleSet{Kind: event.IgnoreName, Value: "pc-1?"}, []string{"LAB_7"}},
		{event.IgnoreRuleSet{Kind: event.IgnoreName, Value: "LAB_*"}, []string{"PC-10", "PC-11", "PC-12"}},
		{event.IgnoreRuleSet{Kind: event.IgnoreName, Value: "PC_*"}, all},
	} {
		c.rule.ID = uuid.New()
		p.Append(event.New{Stream: event.IgnoreRuleStream(c.rule.ID), Payload: &c.rule})
		require.Equal(t, c.left, p.assets(asset.Filter{}), c.rule)
		require.ElementsMatch(t, all, append(c.left, p.assets(asset.Filter{Ignored: true})...), c.rule)
		p.Append(event.New{Stream: event.IgnoreRuleStream(c.rule.ID), Payload: &event.IgnoreRuleRemoved{ID: c.rule.ID}})
		require.Equal(t, all, p.assets(asset.Filter{}), "they are back")
	}
}

func TestMAP_13_OnlyDevicesOfMappedOrganizationsWhereThatIsSet(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	p.customer("Acme")
	p.organization(1, "Acme")
	p.organization(2, "Zebra")
	p.device(10, 1, 0)
	p.device(12, 2, 0)
	manual := uuid.New()
	p.Append(event.New{Stream: event.AssetStream(manual), Payload: &event.ManualAssetRecorded{ID: manual, Name: "Beamer"}})
	all := []string{"Beamer", "PC-10", "PC-12"}
	require.Equal(t, all, p.assets(asset.Filter{}), "off by default")
	p.Append(event.New{Stream: event.AssetScopeStream(), Payload: &event.AssetScopeSet{MappedOnly: true}})
	require.Equal(t, []string{"Beamer", "PC-10"}, p.assets(asset.Filter{}))
	p.Append(event.New{Stream: event.AssetScopeStream(), Payload: &event.AssetScopeSet{}})
	require.Equal(t, all, p.assets(asset.Filter{}))
}
