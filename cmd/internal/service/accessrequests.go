package service

import (
	"context"
	"fmt"
	"slices"

	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// ProvisionPort is what the application does about requests.
type ProvisionPort interface {
	// Provision begins to carry a request out, and leaves it to the workers.
	Provision(ctx context.Context, tenant, request uuid.UUID) error
	// ReadAccessSoon begins to read accounts and roles, unless a sync goes on.
	ReadAccessSoon(ctx context.Context, tenant, connection uuid.UUID) error
	// ScheduleAccess says how often access alone is read.
	ScheduleAccess(ctx context.Context, tenant, connection uuid.UUID, frequency string) error
	// AccessStatus tells whether a reading goes on.
	AccessStatus(ctx context.Context, tenant, connection uuid.UUID) (reading bool, err error)
}

// accessRequests implements api.AccessRequests.
type accessRequests struct {
	access
	port   ProvisionPort
	users  api.Users
	tokens api.Tokens
}

var requestDecider = decide.Decider[rule.Request, any]{Evolve: rule.EvolveRequest, Decide: rule.DecideRequest}

// List implements api.AccessRequests.
func (s accessRequests) List(ctx context.Context, scope api.Scope, f api.AccessRequestFilter, l api.List) (api.Answer[api.Page[api.AccessRequest]], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (page api.Page[api.AccessRequest], err error) {
		all, err := s.views(ctx, r)
		if err != nil {
			return page, err
		}
		all = slices.DeleteFunc(all, func(q api.AccessRequest) bool {
			return len(f.Statuses) > 0 && !slices.Contains(f.Statuses, q.Status) ||
				f.Account != uuid.Nil && (q.Account == nil || *q.Account != f.Account) || !mentions(l.Q, q.Name(), q.Email, q.Reason, q.Action)
		})
		return pageIn(all, l, map[string]func(api.AccessRequest) string{
			"asked_at": func(q api.AccessRequest) string { return timeKey(q.AskedAt) },
			"status":   func(q api.AccessRequest) string { return q.Status },
		}, func(q api.AccessRequest) string { return q.ID.String() })
	})
}

// Get implements api.AccessRequests.
func (s accessRequests) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.AccessRequest], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (api.AccessRequest, error) {
		all, err := s.views(ctx, r)
		for _, q := range all {
			if q.ID == id {
				return q, nil
			}
		}
		if err == nil {
			err = domain.NotFound("request")
		}
		return api.AccessRequest{}, err
	})
}

// views are all requests, opened.
func (s accessRequests) views(ctx context.Context, r *projections.Reading) ([]api.AccessRequest, error) {
	rows, err := read.Requests(ctx, r)
	if err != nil {
		return nil, err
	}
	roles, connections, err := s.roles(ctx, r)
	if err != nil {
		return nil, err
	}
	names := make(map[accountKey]api.Ref, len(roles))
	for _, role := range roles {
		names[accountKey{role.Connection, role.RoleID}] = api.Ref{ID: role.ID, Name: role.Name}
	}
	ids, sealed, opened := make([]uuid.UUID, len(rows)), make([]event.Payload, len(rows)), make([]*event.AccessRequested, len(rows))
	for i, row := range rows {
		e := &event.AccessRequested{}
		for _, m := range []struct {
			of  *event.Personal
			raw json.RawMessage
		}{{&e.FirstName, row.FirstName}, {&e.LastName, row.LastName}, {&e.Email, row.Email}, {&e.Phone, row.Phone}} {
			if len(m.raw) == 0 {
				continue
			}
			if err := m.of.UnmarshalJSON(m.raw); err != nil {
				return nil, fmt.Errorf("open request %s: %w", row.ID, err)
			}
		}
		ids[i], sealed[i], opened[i] = row.Event, e, e
	}
	if err := s.people.sealer.Open(ctx, r.Tenant, ids, sealed); err != nil {
		return nil, fmt.Errorf("open %d requests: %w", len(rows), err)
	}
	called, err := s.externalIDs(ctx, r)
	if err != nil {
		return nil, err
	}
	all := make([]api.AccessRequest, len(rows))
	for i, row := range rows {
		all[i] = requestView(r.Tenant, row, opened[i], names)
		all[i].Connection.Name, all[i].ExternalID = connections[row.Connection], called[row.ID]
	}
	return all, nil
}

func requestView(tenant uuid.UUID, row read.Request, who *event.AccessRequested, roles map[accountKey]api.Ref) api.AccessRequest {
	q := api.AccessRequest{
		ID: row.ID, Connection: api.Ref{ID: row.Connection}, Action: row.Action, Status: string(row.Status), UserID: row.UserID, Kind: row.Kind,
		FirstName: who.FirstName.Text(), LastName: who.LastName.Text(), Email: who.Email.Text(), Phone: who.Phone.Text(), RoleID: row.RoleID,
		OrgID: row.OrganizationID, FullPortal: row.FullPortalAccess, Invite: row.SendInvitation, Administrator: row.Administrator,
		Origin: row.Origin, Reason: row.Reason, NeedsApproval: row.NeedsApproval, ExpiresAt: when(row.ExpiresAt), AskedAt: when(row.AskedAt),
		AskedBy: row.AskedBy, DecidedAt: when(row.DecidedAt), DecidedBy: row.DecidedBy, EndedAt: when(row.EndedAt), AlreadySo: row.AlreadySo,
		Failure: row.Failure, Message: row.Message, Version: row.Version,
	}
	if row.UserID != 0 {
		id := read.AccountID(tenant, row.Connection, row.UserID)
		q.Account = &id
	}
	if ref, there := roles[accountKey{row.Connection, row.RoleID}]; there {
		q.Role = &ref
	}
	var before []int64
	if len(row.Before) > 0 {
		_ = json.Unmarshal(row.Before, &before) // numbers that this program wrote
	}
	q.Before, q.After = changedRoles(before, row.Action, row.RoleID, func(id int64) string { return roles[accountKey{row.Connection, id}].Name })
	return q
}

// changedRoles are the names of an account's roles before and after a request.
func changedRoles(before []int64, action string, role int64, name func(int64) string) (was, is []string) {
	was, is = []string{}, []string{}
	after := slices.Clone(before)
	switch action {
	case event.AccessAddMember:
		if !slices.Contains(after, role) {
			after = append(after, role)
		}
	case event.AccessRemoveMember:
		after = slices.DeleteFunc(after, func(id int64) bool { return id == role })
	case event.AccessDelete:
		after = nil
	}
	for _, id := range before {
		was = append(was, name(id))
	}
	for _, id := range after {
		is = append(is, name(id))
	}
	return was, is
}

// Ask implements api.AccessRequests.
func (s accessRequests) Ask(ctx context.Context, c api.Command, d api.AccessDraft) (api.AccessAsked, error) {
	if c.AppendID != uuid.Nil {
		if done, found, err := s.log.Lookup(ctx, c.Tenant, c.AppendID); found || err != nil {
			id := c.AppendID
			return api.AccessAsked{Written: api.Written{ID: &id, Position: api.Position{Epoch: done.Epoch, N: done.Last}, Replayed: true}, Request: api.AccessRequest{ID: id, Before: []string{}, After: []string{}}}, err
		}
	}
	asked, roles, err := s.draft(ctx, c, d)
	if err != nil {
		return api.AccessAsked{}, err
	}
	view := draftView(c.Tenant, asked, roles)
	if d.DryRun {
		return api.AccessAsked{Request: view}, nil
	}
	done, err := s.decide(ctx, c, asked.Request, rule.Ask{Asked: asked})
	if err != nil {
		return api.AccessAsked{}, err
	}
	if !asked.NeedsApproval {
		err = s.port.Provision(ctx, c.Tenant, asked.Request)
	}
	return api.AccessAsked{Written: done, Request: view}, err
}

func draftView(tenant uuid.UUID, a *event.AccessRequested, roles map[int64]api.Ref) api.AccessRequest {
	q := api.AccessRequest{
		ID: a.Request, Connection: api.Ref{ID: a.Connection}, Action: a.Action, Status: string(rule.EvolveRequest(rule.Request{}, a).Status),
		UserID: a.UserID, Kind: a.Kind, FirstName: a.FirstName.Text(), LastName: a.LastName.Text(), Email: a.Email.Text(), Phone: a.Phone.Text(),
		RoleID: a.RoleID, OrgID: a.OrganizationID, FullPortal: a.FullPortalAccess, Invite: a.SendInvitation, Administrator: a.Administrator,
		Origin: a.Origin, Reason: a.Reason, NeedsApproval: a.NeedsApproval, ExpiresAt: a.ExpiresAt, AskedBy: a.By,
	}
	if a.UserID != 0 {
		id := read.AccountID(tenant, a.Connection, a.UserID)
		q.Account = &id
	}
	if ref, there := roles[a.RoleID]; there {
		q.Role = &ref
	}
	q.Before, q.After = changedRoles(a.Roles, a.Action, a.RoleID, func(id int64) string { return roles[id].Name })
	return q
}

// Approve implements api.AccessRequests.
func (s accessRequests) Approve(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	own, err := s.ownRequest(ctx, c, id)
	if err != nil {
		return api.Written{}, err
	}
	done, err := s.decide(ctx, c, id, rule.Approve{By: c.Actor, Own: own})
	if err != nil {
		return done, err
	}
	return done, s.port.Provision(ctx, c.Tenant, id)
}

// Reject implements api.AccessRequests.
func (s accessRequests) Reject(ctx context.Context, c api.Command, id uuid.UUID, reason string) (api.Written, error) {
	return s.decide(ctx, c, id, rule.Reject{By: c.Actor, Reason: reason})
}

// Cancel implements api.AccessRequests.
func (s accessRequests) Cancel(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	return s.decide(ctx, c, id, rule.Cancel{By: c.Actor})
}

func (s accessRequests) decide(ctx context.Context, c api.Command, id uuid.UUID, command any) (api.Written, error) {
	version := int64(decide.AnyVersion)
	if c.Expected != nil {
		version = *c.Expected
	}
	stream := event.AccessRequestStream(id)
	done, err := decide.Handle(ctx, s.log, requestDecider, decide.Request[any]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, Command: command, ID: c.AppendID, Version: version, Correlation: c.Correlation,
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	return s.wrote(ctx, done, id, stream)
}
