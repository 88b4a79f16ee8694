package association

import (
	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/goccy/go-json"
)

// Name is the model's name.
const Name = "association"

// Shape is the shape of the tables.
const Shape = 1

// Model is the read model of decisions about users of assets, and of people in NinjaOne.
func Model() *projections.Model {
	return &projections.Model{
		Name:  Name,
		Shape: Shape,
		Reads: []projections.Source{
			{Type: "DeviceAssigned"},
			{Type: "DeviceUnassigned"},
			{Type: "AssociationSkipped"},
			{Type: "AssociationNever"},
			{Type: "AssociationReopened"},
			{Type: "ContactObserved", Prefix: "ninja-contact/"},
			{Type: "ContactVanished"},
			{Type: "UserObserved", Prefix: "account/"},
			{Type: "UserVanished"},
			{Type: "ContactLinked"},
			{Type: "ContactLinkIgnored"},
			{Type: "ContactUnlinked"},
		},
		Decode: decode, RuleFree: true,
		Tables: []projections.Table{projections.NewTable(decisionTable()), projections.NewTable(personTable())},
		Views:  views(),
	}
}

func decode(_ *rules.Set, e *projections.Event, payload []byte) (any, error) {
	var body any
	switch e.Type {
	case "DeviceAssigned":
		body = new(event.DeviceAssigned)
	case "DeviceUnassigned":
		body = new(event.DeviceUnassigned)
	case "AssociationSkipped":
		body = new(event.AssociationSkipped)
	case "AssociationNever":
		body = new(event.AssociationNever)
	case "AssociationReopened":
		body = new(event.AssociationReopened)
	case "ContactObserved":
		body = new(contactObserved)
	case "ContactVanished":
		body = new(event.ContactVanished)
	case "UserObserved":
		body = new(userObserved)
	case "UserVanished":
		body = new(event.UserVanished)
	case "ContactLinked":
		body = new(event.ContactLinked)
	case "ContactLinkIgnored":
		body = new(event.ContactLinkIgnored)
	case "ContactUnlinked":
		body = new(event.ContactUnlinked)
	default:
		return nil, &event.UnknownTypeError{Type: e.Type}
	}
	return body, json.Unmarshal(payload, body)
}

func bounded(s string) string { return rule.Bounded(s, rule.MaxText) }

// sealed is a personal member as it is kept: nil when absent.
func sealed(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return raw
}
