package service

import (
	"context"
	"slices"
	"strings"

	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"

	"github.com/google/uuid"
)

// accessConnectors implements api.AccessConnectors.
type accessConnectors struct{ accessRequests }

// capabilities is the table of the connector (C1G-02).
func capabilities() []api.Capability {
	return []api.Capability{{Resource: "Account", Sync: true, Provision: true}, {Resource: "Role", Sync: true, Provision: true}}
}

// List implements api.AccessConnectors.
func (s accessConnectors) List(ctx context.Context, scope api.Scope) (api.Answer[[]api.AccessConnector], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) ([]api.AccessConnector, error) {
		_, connections, err := s.roles(ctx, r)
		if err != nil {
			return nil, err
		}
		rows, err := read.Connectors(ctx, r)
		if err != nil {
			return nil, err
		}
		users, err := s.users.List(ctx, scope.Tenant)
		if err != nil {
			return nil, err
		}
		all := []api.AccessConnector{}
		for id, name := range connections {
			row := rows[id]
			view := connectorView(row, id, users)
			view.Connection.Name = name
			reading, err := s.port.AccessStatus(ctx, scope.Tenant, id)
			if err != nil {
				return nil, err
			}
			view.Status = connectorStatus(row, reading)
			all = append(all, view)
		}
		slices.SortFunc(all, func(a, b api.AccessConnector) int { return strings.Compare(a.Connection.Name, b.Connection.Name) })
		return all, nil
	})
}

// connectorStatus is the label of a connector (C1C-13).
func connectorStatus(row read.Connector, reading bool) string {
	switch {
	case reading, row.ReadAt.IsZero() && row.Failure == "":
		return "syncing"
	case row.Failure != "":
		return "error"
	}
	return "connected"
}

func connectorView(row read.Connector, id uuid.UUID, users []api.User) api.AccessConnector {
	settings := row.Governed(id)
	view := api.AccessConnector{
		Connection: api.Ref{ID: id}, App: settings.App, AppKind: settings.AppKind, Owners: []api.Ref{}, Matching: settings.Matching,
		Provisioning: settings.Provisioning, Approval: settings.Approval, Frequency: settings.Frequency, ReadAt: when(row.ReadAt),
		Failure: row.Failure, Message: row.Message, Scopes: []string{"monitoring", "management"}, Capabilities: capabilities(), Version: row.Version,
	}
	if settings.Provisioning {
		view.Scopes = append(view.Scopes, "control")
	}
	for _, owner := range settings.Owners {
		ref := api.Ref{ID: owner}
		for _, u := range users {
			if u.ID == owner {
				ref.Name = u.Name
			}
		}
		view.Owners = append(view.Owners, ref)
	}
	return view
}

// Set implements api.AccessConnectors.
func (s accessConnectors) Set(ctx context.Context, c api.Command, connection uuid.UUID, d api.AccessConnectorDraft) (api.Written, error) {
	settings := rule.Settings{
		Connection: connection, App: d.App, AppKind: d.AppKind, Owners: d.Owners, Matching: d.Matching, Provisioning: d.Provisioning,
		Approval: d.Approval, Frequency: d.Frequency,
	}
	if err := rule.CheckSettings(settings); err != nil {
		return api.Written{}, err
	}
	all, err := s.List(ctx, api.Scope{Tenant: c.Tenant})
	if err != nil {
		return api.Written{}, err
	}
	if !slices.ContainsFunc(all.Data, func(k api.AccessConnector) bool { return k.Connection.ID == connection }) {
		return api.Written{}, domain.NotFound("connection")
	}
	stream := event.AccessConnectorStream(connection)
	set := eventstore.Append{
		Tenant: c.Tenant, ID: c.AppendID, Actor: c.Actor, CorrelationID: c.Correlation, Events: []event.New{{Stream: stream, Payload: &settings}},
	}
	if c.Expected != nil {
		set.Expect = map[string]eventstore.Expected{stream: expectedVersion(*c.Expected)}
	}
	done, err := s.log.Append(ctx, set)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	if err := s.port.ScheduleAccess(ctx, c.Tenant, connection, settings.Frequency); err != nil {
		return api.Written{}, err
	}
	return s.wrote(ctx, done, connection, stream)
}

func expectedVersion(version int64) eventstore.Expected {
	if version == 0 {
		return eventstore.NoStream()
	}
	return eventstore.Exact(version)
}

// Read implements api.AccessConnectors.
func (s accessConnectors) Read(ctx context.Context, c api.Command, connection uuid.UUID) error {
	return s.port.ReadAccessSoon(ctx, c.Tenant, connection)
}
