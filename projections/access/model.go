package access

import (
	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/goccy/go-json"
)

// Name is the model's name.
const Name = "access"

// Shape is the shape of the tables.
const Shape = 1

// Model is the read model of accounts, roles and grants.
func Model() *projections.Model {
	return &projections.Model{
		Name:         Name,
		Shape:        Shape,
		HistoryBound: true,
		Reads: []projections.Source{
			{Type: "UserObserved", Prefix: "account/"},
			{Type: "UserVanished"},
			{Type: "RoleObserved", Prefix: "role/"},
			{Type: "RoleVanished"},
			{Type: "AccountOwnerSet"},
			{Type: "AccountOwnerReset"},
			{Type: "AccessConnectorSet"},
			{Type: "AccessSyncCompleted"},
			{Type: "AccessSyncFailed"},
			{Type: "SyncCompleted"},
		},
		Decode: decode,
		Tables: []projections.Table{
			projections.NewTable(accountTable()), projections.NewTable(roleTable()), projections.NewTable(connectorTable()),
		},
		Views: views(),
	}
}

func decode(_ *rules.Set, e *projections.Event, payload []byte) (any, error) {
	var body any
	switch e.Type {
	case "UserObserved":
		body = new(userObserved)
	case "UserVanished":
		body = new(event.UserVanished)
	case "RoleObserved":
		body = new(roleObserved)
	case "RoleVanished":
		body = new(event.RoleVanished)
	case "AccountOwnerSet":
		body = new(event.AccountOwnerSet)
	case "AccountOwnerReset":
		body = new(event.AccountOwnerReset)
	case "AccessConnectorSet":
		body = new(event.AccessConnectorSet)
	case "AccessSyncCompleted":
		body = new(event.AccessSyncCompleted)
	case "AccessSyncFailed":
		body = new(event.AccessSyncFailed)
	case "SyncCompleted":
		body = new(event.SyncCompleted)
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
