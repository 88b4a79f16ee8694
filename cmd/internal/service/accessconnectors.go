package service

import (
	"context"
	"slices"
	"strings"

	"coresync/adapters/poller"
	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/domain/connection"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	reached "coresync/projections/connection"
	"coresync/projections/governance"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// connectorModels are what an answer about connectors joins.
var connectorModels = append(slices.Clone(accessModels), governance.Name)

// accessConnectors implements api.AccessConnectors.
type accessConnectors struct {
	accessRequests
	connections connections
	poller      *poller.Poller
	engine      *pgxpool.Pool // role coresync_engine: an append and the letters about it in one
}

// capabilities is the table of the connector (C1G-02).
func capabilities() []api.Capability {
	return []api.Capability{{Resource: "Account", Sync: true, Provision: true}, {Resource: "Role", Sync: true, Provision: true}}
}

// List implements api.AccessConnectors.
func (s accessConnectors) List(ctx context.Context, scope api.Scope) (api.Answer[[]api.AccessConnector], error) {
	return answer(ctx, s.reads, scope, connectorModels, func(r *projections.Reading) ([]api.AccessConnector, error) {
		known, err := s.known(ctx, r)
		if err != nil {
			return nil, err
		}
		all := []api.AccessConnector{}
		for _, id := range known.ids() {
			view, err := s.view(ctx, scope, r, id, known)
			if err != nil {
				return nil, err
			}
			all = append(all, view)
		}
		slices.SortFunc(all, func(a, b api.AccessConnector) int {
			return strings.Compare(strings.ToLower(a.Connection.Name)+a.Connection.ID.String(), strings.ToLower(b.Connection.Name)+b.Connection.ID.String())
		})
		return all, nil
	})
}

// Get implements api.AccessConnectors.
func (s accessConnectors) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.AccessConnector], error) {
	return answer(ctx, s.reads, scope, connectorModels, func(r *projections.Reading) (api.AccessConnector, error) {
		known, err := s.known(ctx, r)
		if err != nil {
			return api.AccessConnector{}, err
		}
		if !slices.Contains(known.ids(), id) {
			return api.AccessConnector{}, domain.NotFound("connector")
		}
		return s.view(ctx, scope, r, id, known)
	})
}

// connectorKnowledge is what views of connectors are made of.
type connectorKnowledge struct {
	reached  map[uuid.UUID]reached.Connection
	governed map[uuid.UUID]read.Connector
	added    map[uuid.UUID]governance.Connector
	apps     map[uuid.UUID]governance.App
	users    []api.User
}

func (s accessConnectors) known(ctx context.Context, r *projections.Reading) (k connectorKnowledge, err error) {
	k.reached, k.apps = make(map[uuid.UUID]reached.Connection), make(map[uuid.UUID]governance.App)
	for after := []string(nil); ; {
		page, err := reached.List(ctx, r, query.Page{Limit: query.MaxLimit, After: after})
		if err != nil {
			return k, err
		}
		for _, c := range page.Items {
			k.reached[c.ID] = c
		}
		if after = page.Next; after == nil {
			break
		}
	}
	if k.governed, err = read.Connectors(ctx, r); err != nil {
		return k, err
	}
	if k.added, err = governance.Connectors(ctx, r); err != nil {
		return k, err
	}
	apps, err := governance.Apps(ctx, r)
	for _, app := range apps {
		k.apps[app.ID] = app
	}
	if err == nil {
		k.users, err = s.users.List(ctx, r.Tenant)
	}
	return k, err
}

// ids are those of connections, and of connectors whose connection is still to come.
func (k connectorKnowledge) ids() (all []uuid.UUID) {
	for id := range k.reached {
		all = append(all, id)
	}
	for id, c := range k.added {
		if _, there := k.reached[id]; !there && c.App != uuid.Nil {
			all = append(all, id)
		}
	}
	return all
}

func (s accessConnectors) view(ctx context.Context, scope api.Scope, r *projections.Reading, id uuid.UUID, k connectorKnowledge) (api.AccessConnector, error) {
	row := k.governed[id]
	settings := row.Governed(id)
	view := api.AccessConnector{
		Connection: api.Ref{ID: id}, Owners: []api.Ref{}, Beta: connection.Beta, Matching: settings.Matching, Provisioning: settings.Provisioning,
		Approval: settings.Approval, Frequency: settings.Frequency, ReadAt: when(row.ReadAt), Failure: row.Failure, Message: row.Message,
		Scopes: scopesFor(settings.Provisioning), Capabilities: capabilities(), Version: row.Version,
	}
	k.owned(&view, id)
	c, there := k.reached[id]
	if !there {
		view.Connection.Name, view.Status = view.App.Name, "not_configured"
		return view, nil
	}
	view.Connection.Name = c.Name
	if c.LastFailure != "" && view.Failure == "" {
		view.Failure, view.Message = c.LastFailure, c.LastMessage
	}
	if err := s.configuration(ctx, scope, r, &view, c); err != nil {
		return view, err
	}
	reading, err := false, error(nil)
	if scope.AsOf == nil { // a reading that goes on is nothing that the log tells
		reading, err = s.port.AccessStatus(ctx, scope.Tenant, id)
	}
	view.Status = connectorStatus(view, reading)
	return view, err
}

// owned says whose the connector is.
func (k connectorKnowledge) owned(view *api.AccessConnector, id uuid.UUID) {
	added := k.added[id]
	if view.Added = added.Version; added.App == uuid.Nil {
		return
	}
	view.App, view.AddedAt = &api.Ref{ID: added.App, Name: k.apps[added.App].Name}, when(added.AddedAt)
	for _, owner := range added.Owners.IDs {
		ref := api.Ref{ID: owner}
		for _, u := range k.users {
			if u.ID == owner {
				ref.Name = u.Called()
			}
		}
		view.Owners = append(view.Owners, ref)
	}
}

func (s accessConnectors) configuration(ctx context.Context, scope api.Scope, r *projections.Reading, view *api.AccessConnector, c reached.Connection) error {
	full := connectionView(c)
	if err := s.connections.complete(ctx, r, scope, &full); err != nil {
		return err
	}
	granted, err := s.scopesGranted(ctx, scope.Tenant, c.ID, r.Standing(reached.Name).Position)
	if err != nil {
		return err
	}
	if view.Provisioning {
		view.MissingScopes = missingScopes(granted)
	}
	view.Configuration = &api.ConnectorConfiguration{
		BaseURL:  connection.Address(connection.Settings{Region: c.Region, BaseURL: c.BaseURL}),
		ClientID: c.ClientID, Scope: strings.Join(view.Scopes, " "), Grant: c.Grant, Granted: granted, SecretSetAt: full.SecretSetAt, SecretSetBy: full.SecretSetBy,
	}
	return nil
}

// connectorStatus is the label of a connector (C1C-13).
func connectorStatus(view api.AccessConnector, reading bool) string {
	switch {
	case view.App == nil:
		return "not_added"
	case reading:
		return "syncing"
	case view.Failure != "":
		return "error"
	case view.ReadAt == nil:
		return "syncing"
	}
	return "connected"
}

// Set implements api.AccessConnectors.
func (s accessConnectors) Set(ctx context.Context, c api.Command, connection uuid.UUID, d api.AccessConnectorDraft) (api.Written, error) {
	settings := rule.Settings{
		Connection: connection, Matching: d.Matching, Provisioning: d.Provisioning, Approval: d.Approval, Frequency: d.Frequency,
	}
	if err := rule.CheckSettings(settings); err != nil {
		return api.Written{}, err
	}
	if _, err := s.Get(ctx, api.Scope{Tenant: c.Tenant}, connection); err != nil {
		return api.Written{}, err
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
