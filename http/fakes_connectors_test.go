package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeConnectors has the connector of one connection, and one that nobody configured yet.
type fakeConnectors struct{}

func mainConnector() api.AccessConnector {
	return api.AccessConnector{
		Connection: api.Ref{ID: thing(5), Name: "Main"}, App: &api.Ref{ID: thing(31), Name: "NinjaOne"}, Owners: []api.Ref{{ID: thing(1), Name: "Jane Doe"}}, AddedAt: &noon,
		Beta: true, Matching: "narrow", Approval: "risky", Frequency: "hourly", Status: "connected", ReadAt: &noon, Version: 1, Added: 1,
		Scopes:       []string{"monitoring", "management"},
		Capabilities: []api.Capability{{Resource: "Account", Sync: true, Provision: true}, {Resource: "Role", Sync: true, Provision: true}},
		Configuration: &api.ConnectorConfiguration{
			BaseURL: "https://app.ninjarmm.com", ClientID: "client-1", Scope: "monitoring management", Grant: "client_credentials", SecretSetAt: &noon, SecretSetBy: "user:1",
		},
	}
}

func newConnector() api.AccessConnector {
	c := mainConnector()
	c.Connection, c.Configuration, c.Status, c.ReadAt = api.Ref{ID: thing(6), Name: "NinjaOne"}, nil, "not_configured", nil
	return c
}

func (fakeConnectors) List(context.Context, api.Scope) (api.Answer[[]api.AccessConnector], error) {
	return answerOf([]api.AccessConnector{mainConnector(), newConnector()}), nil
}

func (fakeConnectors) Get(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.AccessConnector], error) {
	switch id {
	case thing(5):
		return answerOf(mainConnector()), nil
	case thing(6):
		return answerOf(newConnector()), nil
	}
	return api.Answer[api.AccessConnector]{}, domain.NotFound("connector")
}

func (fakeConnectors) Set(_ context.Context, _ api.Command, id uuid.UUID, _ api.AccessConnectorDraft) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4734), Version: 1}, nil
}

func (fakeConnectors) Add(_ context.Context, _ api.Command, d api.ConnectorDraft) (api.Written, error) {
	if d.AppKind == "new" && d.NewApp == "" {
		return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/new_app", Code: "invalid", Message: "is missing"}})
	}
	id := thing(6)
	return api.Written{ID: &id, Position: at(4735), Version: 1}, nil
}

func (fakeConnectors) SetOwners(_ context.Context, _ api.Command, id uuid.UUID, _ []uuid.UUID) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4736), Version: 2}, nil
}

func (fakeConnectors) Configure(_ context.Context, _ api.Command, id uuid.UUID, d api.ConnectorConfigurationDraft) (api.Written, error) {
	if d.BaseURL == "https://evil.example" {
		return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/base_url", Code: "unknown", Message: "is no address of NinjaOne"}})
	}
	return api.Written{ID: &id, Position: at(4737), Version: 1}, nil
}

func (fakeConnectors) Remove(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4738), Version: 3}, nil
}

func (fakeConnectors) Read(context.Context, api.Command, uuid.UUID) error { return nil }

func (fakeConnectors) Logs(context.Context, api.Scope, uuid.UUID) ([]api.ConnectorLog, error) {
	return []api.ConnectorLog{
		{Run: thing(41), Kind: "access", State: "completed", StartedAt: noon, EndedAt: &noon, Accounts: 12, Roles: 5, Changes: 3},
		{Run: thing(42), Kind: "sync", State: "failed", StartedAt: noon, EndedAt: &noon, Reason: "forbidden", Message: "NinjaOne refuses GET /v2/users"},
	}, nil
}

// fakeApps has a managed and an unmanaged app.
type fakeApps struct{}

func (fakeApps) List(_ context.Context, _ api.Scope, f api.AppFilter, l api.List) (api.Answer[api.Page[api.AccessApp]], error) {
	var all []api.AccessApp
	for _, app := range []api.AccessApp{
		{ID: thing(31), Name: "NinjaOne", Managed: true, SeenAt: noon, Connectors: 1},
		{ID: thing(32), Name: "NinjaOne (Okta)", Source: "csv", ExternalID: "0oa7", SeenAt: noon},
	} {
		if f.Kind == "" || app.Managed == (f.Kind == "managed") {
			all = append(all, app)
		}
	}
	return answerOf(pageBy(all, l, func(a api.AccessApp) string { return a.Name })), nil
}

func (fakeApps) Seen(context.Context, uuid.UUID, string, string, string) error { return nil }
