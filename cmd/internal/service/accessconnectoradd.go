package service

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/effect"
	"coresync/projections/governance"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// OwnerMailKind is the kind of effect that tells somebody that a connector is theirs (C1C-10).
const OwnerMailKind = "connector_owner"

var connectorDecider = decide.Decider[rule.Connector, any]{Evolve: rule.EvolveConnector, Decide: rule.DecideConnector}

// Add implements api.AccessConnectors.
func (s accessConnectors) Add(ctx context.Context, c api.Command, d api.ConnectorDraft) (api.Written, error) {
	id := uuid.New()
	if c.AppendID != uuid.Nil {
		id = uuid.NewSHA1(c.AppendID, []byte("connector"))
	}
	if d.Connection != nil {
		id = *d.Connection
	}
	known, err := answer(ctx, s.reads, api.Scope{Tenant: c.Tenant}, connectorModels, func(r *projections.Reading) (connectorKnowledge, error) {
		return s.known(ctx, r)
	})
	if err != nil {
		return api.Written{}, err
	}
	app, faults := chosenApp(c.Tenant, d, known.Data.apps)
	if d.Connection != nil {
		if _, there := known.Data.reached[id]; !there {
			faults = append(faults, domain.Fault{Pointer: "/connection", Code: "unknown", Message: "is no connection"})
		}
	}
	if faults = append(faults, unknownOwners(d.Owners, known.Data.users)...); len(faults) > 0 {
		return api.Written{}, domain.Invalid(faults)
	}
	var also []event.New
	if !known.Data.apps[app.App].Managed {
		also = append(also, event.New{Stream: event.AppStream(app.App), Payload: &event.AppManaged{App: app.App, Name: app.Name}})
	}
	return s.decideConnector(ctx, c, id, rule.AddConnector{Connector: id, App: app.App, Owners: d.Owners}, d.Owners, also)
}

// chosenApp finds the app that a connector is added to (C1C-05 to C1C-07).
func chosenApp(tenant uuid.UUID, d api.ConnectorDraft, apps map[uuid.UUID]governance.App) (m rule.Manage, faults []domain.Fault) {
	fault := func(pointer, code, message string) (rule.Manage, []domain.Fault) {
		return m, []domain.Fault{{Pointer: pointer, Code: code, Message: message}}
	}
	switch d.AppKind {
	case rule.AppNew:
		name := strings.TrimSpace(d.NewApp)
		if wrong := rule.AppNameFault(name); wrong != "" {
			return fault("/new_app", "invalid", wrong)
		}
		for _, app := range apps {
			if app.Managed && strings.EqualFold(app.Name, name) {
				return fault("/new_app", "taken", "is a managed app already; choose that one, or another name")
			}
		}
		return rule.Manage{App: rule.AppID(tenant, "new", strings.ToLower(name)), Name: name}, nil
	case rule.AppUnmanaged, rule.AppManaged:
		if d.App == nil {
			return fault("/app", "required", "choose an app")
		}
		app, there := apps[*d.App]
		if !there || app.Managed != (d.AppKind == rule.AppManaged) {
			return fault("/app", "unknown", "is no "+d.AppKind+" app")
		}
		return rule.Manage{App: app.ID}, nil
	}
	return fault("/app_kind", "unknown", "choose unmanaged, managed or new")
}

func unknownOwners(owners []uuid.UUID, users []api.User) (faults []domain.Fault) {
	for i, owner := range owners {
		if !slices.ContainsFunc(users, func(u api.User) bool { return u.ID == owner }) {
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/owners/%d", i), Code: "unknown", Message: "is none of the users"})
		}
	}
	return faults
}

// SetOwners implements api.AccessConnectors.
func (s accessConnectors) SetOwners(ctx context.Context, c api.Command, id uuid.UUID, owners []uuid.UUID) (api.Written, error) {
	now, err := s.Get(ctx, api.Scope{Tenant: c.Tenant}, id)
	if err != nil {
		return api.Written{}, err
	}
	users, err := s.users.List(ctx, c.Tenant)
	if err != nil {
		return api.Written{}, err
	}
	if err := domain.Invalid(unknownOwners(owners, users)); err != nil {
		return api.Written{}, err
	}
	fresh := slices.DeleteFunc(slices.Clone(owners), func(owner uuid.UUID) bool {
		return slices.ContainsFunc(now.Data.Owners, func(r api.Ref) bool { return r.ID == owner })
	})
	return s.decideConnector(ctx, c, id, rule.SetOwners{Connector: id, Owners: owners}, fresh, nil)
}

// Remove implements api.AccessConnectors.
func (s accessConnectors) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	return s.decideConnector(ctx, c, id, rule.RemoveConnector{Connector: id}, nil, nil)
}

// decideConnector appends a decision; whoever becomes an owner by it, and did not decide
// so themselves, gets a letter, which is recorded in the same transaction.
func (s accessConnectors) decideConnector(ctx context.Context, c api.Command, id uuid.UUID, command any, tell []uuid.UUID, also []event.New) (api.Written, error) {
	stream := event.ConnectorStream(id)
	tell = slices.DeleteFunc(slices.Clone(tell), func(owner uuid.UUID) bool { return c.Actor == "user:"+owner.String() })
	log := tellingLog{s.log, func(ctx context.Context, tx pgx.Tx) error {
		for _, owner := range tell {
			if err := effect.Record(ctx, tx, s.now(), c.Tenant, OwnerMailKind, owner, id); err != nil {
				return err
			}
		}
		return nil
	}, func(ctx context.Context, do func(pgx.Tx) error) error { return pgx.BeginFunc(ctx, s.engine, do) }}
	done, err := decide.Handle(ctx, log, connectorDecider, decide.Request[any]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, Command: command, ID: c.AppendID, Version: expected(c), Correlation: c.Correlation, Also: also,
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	return s.wrote(ctx, done, id, stream)
}

// tellingLog appends and records what is to be told in one transaction.
type tellingLog struct {
	*eventstore.Store
	tell   func(ctx context.Context, tx pgx.Tx) error
	within func(ctx context.Context, do func(pgx.Tx) error) error
}

// Append implements eventstore.Log.
func (l tellingLog) Append(ctx context.Context, a eventstore.Append) (done eventstore.Appended, err error) {
	err = l.within(ctx, func(tx pgx.Tx) error {
		if done, err = l.AppendTx(ctx, tx, a); err != nil {
			return err
		}
		return l.tell(ctx, tx)
	})
	if err == nil {
		l.Committed(done)
	}
	return done, err
}
