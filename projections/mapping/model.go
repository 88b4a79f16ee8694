package mapping

import (
	"strings"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/goccy/go-json"
)

// Name is the model's name.
const Name = "mapping"

// Shape is the shape of the tables.
const Shape = 1

// Model is the read model of organizations and their customers.
func Model() *projections.Model {
	return &projections.Model{
		Name:  Name,
		Shape: Shape,
		Reads: []projections.Source{
			{Type: "OrgObserved", Prefix: "organization/"},
			{Type: "OrgVanished"},
			{Type: "LocationObserved", Prefix: "location/"},
			{Type: "LocationVanished"},
			{Type: "OrganizationMapped"},
			{Type: "OrganizationIgnored"},
			{Type: "OrganizationUnmapped"},
			{Type: "CustomerRecorded", Prefix: "customer/"},
			{Type: "CustomerRemoved"},
		},
		Decode: decode,
		Tables: []projections.Table{
			projections.NewTable(organizationTable()), projections.NewTable(locationTable()), projections.NewTable(customerTable()),
		},
		Resolved: []projections.Resolved{projections.NewResolved(projections.ResolvedSpec[Status]{
			TableSpec: statusTable(), Resolve: resolve,
		})},
		Views: views(),
	}
}

func decode(_ *rules.Set, e *projections.Event, payload []byte) (any, error) {
	var body any
	switch e.Type {
	case "OrgObserved":
		body = new(orgObserved)
	case "OrgVanished":
		body = new(event.OrgVanished)
	case "LocationObserved":
		body = new(locationObserved)
	case "LocationVanished":
		body = new(event.LocationVanished)
	case "OrganizationMapped":
		body = new(event.OrganizationMapped)
	case "OrganizationIgnored":
		body = new(event.OrganizationIgnored)
	case "OrganizationUnmapped":
		body = new(event.OrganizationUnmapped)
	case "CustomerRecorded":
		body = new(event.CustomerRecorded)
	case "CustomerRemoved":
		body = new(event.CustomerRemoved)
	default:
		return nil, &event.UnknownTypeError{Type: e.Type}
	}
	return body, json.Unmarshal(payload, body)
}

func bounded(s string) string { return rule.Bounded(s, rule.MaxText) }

func sortKey(name string) string { return rule.Bounded(strings.ToLower(name), 100) }
