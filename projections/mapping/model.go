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
			{Type: "OrgObserved", Prefix: "organization/"}, {Type: "OrgVanished"},
			{Type: "LocationObserved", Prefix: "location/"}, {Type: "LocationVanished"},
			{Type: "OrganizationMapped"}, {Type: "OrganizationIgnored"}, {Type: "OrganizationUnmapped"}, {Type: "OrganizationMatchRejected"},
			{Type: "LocationMapped"}, {Type: "LocationIgnored"}, {Type: "LocationUnmapped"},
			{Type: "CustomerRecorded", Prefix: "customer/"}, {Type: "CustomerRemoved"},
			{Type: "DeviceObserved", Prefix: "device/"}, {Type: "DeviceVanished"}, {Type: "DeviceUserObserved", Prefix: "device-user/"},
			{Type: "ManualAssetRecorded", Prefix: "asset/"}, {Type: "ManualAssetRemoved"},
			{Type: "ContactObserved", Prefix: "ninja-contact/"}, {Type: "ContactVanished"}, {Type: "UserObserved", Prefix: "account/"}, {Type: "UserVanished"},
			{Type: "ContactRecorded", Prefix: "contact/"}, {Type: "ContactRemoved"},
			{Type: "IgnoreRuleSet"}, {Type: "IgnoreRuleRemoved"}, {Type: "AssetScopeSet"},
		},
		Decode: decode, RuleFree: true,
		Tables: []projections.Table{
			projections.NewTable(organizationTable()), projections.NewTable(locationTable()), projections.NewTable(customerTable()),
			projections.NewTable(ignoreTable()), projections.NewTable(scopeTable()), projections.NewTable(signTable()),
		},
		Resolved: []projections.Resolved{
			projections.NewResolved(projections.ResolvedSpec[Status]{TableSpec: statusTable(), Resolve: new(matcher).resolve}),
			projections.NewResolved(projections.ResolvedSpec[LocationStatus]{TableSpec: locationStatusTable(), Resolve: resolveLocations}),
		},
		Views: views(),
	}
}

// bodies makes the empty body of each type of event.
var bodies = map[event.Type]func() any{
	"OrgObserved":               func() any { return new(orgObserved) },
	"OrgVanished":               func() any { return new(event.OrgVanished) },
	"LocationObserved":          func() any { return new(locationObserved) },
	"LocationVanished":          func() any { return new(event.LocationVanished) },
	"OrganizationMapped":        func() any { return new(event.OrganizationMapped) },
	"OrganizationIgnored":       func() any { return new(event.OrganizationIgnored) },
	"OrganizationUnmapped":      func() any { return new(event.OrganizationUnmapped) },
	"OrganizationMatchRejected": func() any { return new(event.OrganizationMatchRejected) },
	"LocationMapped":            func() any { return new(event.LocationMapped) },
	"LocationIgnored":           func() any { return new(event.LocationIgnored) },
	"LocationUnmapped":          func() any { return new(event.LocationUnmapped) },
	"DeviceObserved":            func() any { return new(machineObserved) },
	"DeviceVanished":            func() any { return new(event.DeviceVanished) },
	"DeviceUserObserved":        func() any { return new(userSeen) },
	"ManualAssetRecorded":       func() any { return new(event.ManualAssetRecorded) },
	"ManualAssetRemoved":        func() any { return new(event.ManualAssetRemoved) },
	"ContactObserved":           func() any { return new(personSeen) },
	"ContactVanished":           func() any { return new(event.ContactVanished) },
	"UserObserved":              func() any { return new(accountObserved) },
	"UserVanished":              func() any { return new(event.UserVanished) },
	"ContactRecorded":           func() any { return new(contactKept) },
	"ContactRemoved":            func() any { return new(event.ContactRemoved) },
	"CustomerRecorded":          func() any { return new(event.CustomerRecorded) },
	"CustomerRemoved":           func() any { return new(event.CustomerRemoved) },
	"IgnoreRuleSet":             func() any { return new(event.IgnoreRuleSet) },
	"IgnoreRuleRemoved":         func() any { return new(event.IgnoreRuleRemoved) },
	"AssetScopeSet":             func() any { return new(event.AssetScopeSet) },
}

func decode(_ *rules.Set, e *projections.Event, payload []byte) (any, error) {
	empty, is := bodies[e.Type]
	if !is {
		return nil, &event.UnknownTypeError{Type: e.Type}
	}
	body := empty()
	return body, json.Unmarshal(payload, body)
}

func bounded(s string) string { return rule.Bounded(s, rule.MaxText) }

func sortKey(name string) string { return rule.Bounded(strings.ToLower(name), 100) }
