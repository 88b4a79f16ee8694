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
			{Type: "ProvisionedUserSet"},
			{Type: "AccessConnectorSet"},
			{Type: "AccessRequested"},
			{Type: "AccessApproved"},
			{Type: "AccessRejected"},
			{Type: "AccessCancelled"},
			{Type: "AccessStarted"},
			{Type: "AccessDone"},
			{Type: "AccessFailed"},
			{Type: "AccessExpired"},
			{Type: "AccessRevoked"},
			{Type: "AccessSyncCompleted"},
			{Type: "AccessSyncFailed"},
			{Type: "SyncCompleted"},
		},
		Decode: decode,
		Tables: []projections.Table{
			projections.NewTable(accountTable()), projections.NewTable(roleTable()), projections.NewTable(connectorTable()), projections.NewTable(requestTable()),
			projections.NewTable(provisionedTable()),
		},
		Views: views(),
	}
}

// bodies make what an event is decoded into. Those of the catalog would open nothing, but
// personal members are kept here as they are sealed.
var bodies = map[event.Type]func() any{
	"UserObserved":        func() any { return new(userObserved) },
	"UserVanished":        func() any { return new(event.UserVanished) },
	"RoleObserved":        func() any { return new(roleObserved) },
	"RoleVanished":        func() any { return new(event.RoleVanished) },
	"AccountOwnerSet":     func() any { return new(event.AccountOwnerSet) },
	"AccountOwnerReset":   func() any { return new(event.AccountOwnerReset) },
	"ProvisionedUserSet":  func() any { return new(provisionedSet) },
	"AccessConnectorSet":  func() any { return new(event.AccessConnectorSet) },
	"AccessRequested":     func() any { return new(requested) },
	"AccessApproved":      func() any { return new(event.AccessApproved) },
	"AccessRejected":      func() any { return new(event.AccessRejected) },
	"AccessCancelled":     func() any { return new(event.AccessCancelled) },
	"AccessStarted":       func() any { return new(event.AccessStarted) },
	"AccessDone":          func() any { return new(event.AccessDone) },
	"AccessFailed":        func() any { return new(event.AccessFailed) },
	"AccessExpired":       func() any { return new(event.AccessExpired) },
	"AccessRevoked":       func() any { return new(event.AccessRevoked) },
	"AccessSyncCompleted": func() any { return new(event.AccessSyncCompleted) },
	"AccessSyncFailed":    func() any { return new(event.AccessSyncFailed) },
	"SyncCompleted":       func() any { return new(event.SyncCompleted) },
}

func decode(_ *rules.Set, e *projections.Event, payload []byte) (any, error) {
	empty, known := bodies[e.Type]
	if !known {
		return nil, &event.UnknownTypeError{Type: e.Type}
	}
	body := empty()
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
