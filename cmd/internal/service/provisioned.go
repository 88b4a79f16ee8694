package service

import (
	"context"
	"slices"
	"strings"

	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"

	"github.com/google/uuid"
)

// provisioning implements api.Provisioning.
type provisioning struct {
	access
	users *provisionBook
}

// Users implements api.Provisioning.
func (s provisioning) Users(ctx context.Context, scope api.Scope, f api.ProvisionedFilter) (api.ProvisionedUsers, error) {
	found, err := answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (page api.ProvisionedUsers, err error) {
		x, err := s.users.of(ctx, r)
		if err != nil {
			return page, err
		}
		names, err := s.connections(ctx, r)
		if err != nil {
			return page, err
		}
		some := []known{}
		for _, u := range x.candidates(f.IDs) {
			if _, living := names[u.connection]; !living || !x.shown(r.Tenant, u) || !x.under(u, f) {
				continue
			}
			if page.Total++; page.Total > f.Skip && (f.Limit == 0 || len(some) < f.Limit) {
				some = append(some, u)
			}
		}
		page.Items, err = s.shown(ctx, r, x, names, some)
		return page, err
	})
	return found.Data, err
}

// candidates are the users of some ids, or all.
func (p *provisioned) candidates(ids []uuid.UUID) []known {
	if ids == nil {
		return p.users
	}
	at := []int{}
	for _, id := range ids {
		if i, there := p.byID[id]; there {
			at = append(at, i)
		}
	}
	slices.Sort(at)
	some := []known{}
	for _, i := range slices.Compact(at) {
		some = append(some, p.users[i])
	}
	return some
}

// shown reads the accounts of some users and names their requests.
func (s provisioning) shown(ctx context.Context, r *projections.Reading, x *provisioned, connections map[uuid.UUID]string, some []known) ([]api.ProvisionedUser, error) {
	ids := []uuid.UUID{}
	for _, u := range some {
		if u.account != uuid.Nil {
			ids = append(ids, u.account)
		}
	}
	accounts := map[uuid.UUID]api.AccessAccount{}
	if len(ids) > 0 {
		all, err := s.lean(ctx, r, x, connections, ids)
		if err != nil {
			return nil, err
		}
		accounts = all
	}
	roles := x.roleNames()
	users := make([]api.ProvisionedUser, len(some))
	for i, u := range some {
		users[i] = api.ProvisionedUser{ID: u.id, Connection: api.Ref{ID: u.connection, Name: connections[u.connection]}}
		if u.said != nil {
			users[i].Said, users[i].Inactive, users[i].Deleted = u.said.text, u.said.Inactive, u.said.Deleted
			users[i].SaidFirst, users[i].SaidLast = u.said.FirstAt, u.said.ChangedAt
		}
		if a, there := accounts[u.account]; there {
			users[i].Account = &a
		}
		for _, q := range u.told() {
			users[i].Requests = append(users[i].Requests, requestOf(r.Tenant, q, roles))
		}
	}
	return users, nil
}

// told are the requests that the client is told of.
func (u known) told() (all []read.RequestHead) {
	if u.made != nil && (u.account == uuid.Nil || open(*u.made)) {
		all = append(all, *u.made)
	}
	if u.deletion != nil && u.deleting() {
		all = append(all, *u.deletion)
	}
	return append(all, u.roles...)
}

// lean are accounts with their roles, without whose they are.
func (s provisioning) lean(ctx context.Context, r *projections.Reading, x *provisioned, connections map[uuid.UUID]string, ids []uuid.UUID) (map[uuid.UUID]api.AccessAccount, error) {
	rows, err := read.SealedOf(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	all := make(map[uuid.UUID]api.AccessAccount, len(rows))
	for _, row := range rows {
		a := accountView(row, &indexed{person: x.persons.names[row.ID]})
		a.Connection.Name = connections[row.Connection]
		for _, role := range x.rolesOf(read.Holder{Connection: row.Connection, UserID: row.UserID}) {
			a.Roles = append(a.Roles, api.AccessMembership{Role: api.Ref{ID: role.ID, Name: role.Name}, RoleID: role.RoleID})
		}
		all[row.ID] = a
	}
	return all, nil
}

// roleNames are the roles by their ids in NinjaOne.
func (p *provisioned) roleNames() map[accountKey]api.Ref {
	names := make(map[accountKey]api.Ref, len(p.roles))
	for _, role := range p.roles {
		names[accountKey{role.Connection, role.RoleID}] = api.Ref{ID: role.ID, Name: role.Name}
	}
	return names
}

func requestOf(tenant uuid.UUID, h read.RequestHead, roles map[accountKey]api.Ref) api.AccessRequest {
	q := api.AccessRequest{
		ID: h.ID, Connection: api.Ref{ID: h.Connection}, Action: h.Action, Status: h.Status, UserID: h.UserID, RoleID: h.RoleID,
		Origin: originSCIM, AskedAt: when(h.AskedAt),
	}
	if h.Of != uuid.Nil {
		q.Of = &h.Of
	}
	if h.UserID != 0 {
		id := read.AccountID(tenant, h.Connection, h.UserID)
		q.Account = &id
	}
	if ref, there := roles[accountKey{h.Connection, h.RoleID}]; there {
		q.Role = &ref
	}
	return q
}

// Members implements api.Provisioning.
func (s provisioning) Members(ctx context.Context, scope api.Scope, ids []uuid.UUID) (map[uuid.UUID][]api.ProvisionedMember, error) {
	found, err := answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (map[uuid.UUID][]api.ProvisionedMember, error) {
		x, err := s.users.of(ctx, r)
		if err != nil {
			return nil, err
		}
		all := make(map[uuid.UUID][]api.ProvisionedMember, len(ids))
		for _, id := range ids {
			for _, at := range x.members(x.roles[id]) {
				if u := x.users[at]; x.shown(r.Tenant, u) {
					all[id] = append(all[id], api.ProvisionedMember{ID: u.id, Name: x.persons.names[u.account].name()})
				}
			}
		}
		return all, nil
	})
	return found.Data, err
}

// members are the places of those that have a role, as open requests will make it, in order.
func (p *provisioned) members(role read.RoleHead) []int {
	has := make(map[int]bool, len(role.Users))
	for _, user := range role.Users {
		if at, there := p.byHolder[read.Holder{Connection: role.Connection, UserID: user}]; there {
			has[at] = true
		}
	}
	for _, q := range p.requests {
		if q.Connection != role.Connection || q.RoleID != role.RoleID || !open(q) {
			continue
		}
		at, there := p.byHolder[read.Holder{Connection: q.Connection, UserID: q.UserID}]
		switch {
		case !there:
		case q.Action == event.AccessAddMember:
			has[at] = true
		case q.Action == event.AccessRemoveMember:
			delete(has, at)
		}
	}
	all := make([]int, 0, len(has))
	for at := range has {
		all = append(all, at)
	}
	slices.Sort(all)
	return all
}

// saidDecider writes what it is given: who asks has looked whether it differs.
var saidDecider = decide.Decider[struct{}, *event.ProvisionedUserSet]{
	Evolve: func(struct{}, event.Payload) struct{} { return struct{}{} },
	Decide: func(_ struct{}, p *event.ProvisionedUserSet) ([]event.Payload, error) { return []event.Payload{p}, nil },
}

// Say implements api.Provisioning.
func (s provisioning) Say(ctx context.Context, c api.Command, u api.ProvisionedUser, email string) (api.Written, error) {
	payload := userSaid(u, email)
	stream := event.ProvisionedUserStream(u.ID)
	done, err := decide.Handle(ctx, s.log, saidDecider, decide.Request[*event.ProvisionedUserSet]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, ID: c.AppendID, Version: decide.AnyVersion, Correlation: c.Correlation, Command: payload,
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	return s.wrote(ctx, done, u.ID, stream)
}

func userSaid(u api.ProvisionedUser, email string) *event.ProvisionedUserSet {
	return &event.ProvisionedUserSet{
		User: u.ID, Connection: u.Connection.ID, Inactive: u.Inactive, Deleted: u.Deleted,
		Said: event.PlainPersonal(event.SubjectEmail, strings.ToLower(email), string(u.Said)),
	}
}
