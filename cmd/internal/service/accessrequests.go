package service

import (
	"context"
	"slices"
	"strings"
	"time"

	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	"coresync/projections/query"

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

// List implements api.AccessRequests. A page is read and opened alone, unless names are
// looked for, which are sealed: then all under the filter are opened.
func (s accessRequests) List(ctx context.Context, scope api.Scope, f api.AccessRequestFilter, l api.List) (api.Answer[api.Page[api.AccessRequest]], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (page api.Page[api.AccessRequest], err error) {
		filter := read.RequestFilter{Statuses: f.Statuses, Action: f.Action, Connection: f.Connection}
		if f.Account != uuid.Nil {
			x, err := s.book.of(ctx, r)
			if err != nil {
				return page, err
			}
			if filter.Account = x.holder(f.Account); filter.Account == (read.Holder{}) {
				page.Items = []api.AccessRequest{}
				return page, nil
			}
		}
		if strings.TrimSpace(l.Q) != "" {
			return s.search(ctx, r, filter, l)
		}
		rows, err := read.Requests(ctx, r, filter, asked(l))
		if err != nil {
			return page, err
		}
		page.Items, err = s.views(ctx, r, rows.Items)
		page.Next, page.Total = rows.Next, rows.Total
		return page, err
	})
}

// holder is an account as NinjaOne knows it; zero: there is none.
func (x *accountIndex) holder(account uuid.UUID) read.Holder {
	a, there := x.by[account]
	if !there {
		return read.Holder{}
	}
	return read.Holder{Connection: a.connection, UserID: a.userID}
}

// search is a page of the requests that hold all words.
func (s accessRequests) search(ctx context.Context, r *projections.Reading, f read.RequestFilter, l api.List) (page api.Page[api.AccessRequest], err error) {
	rows, err := read.Requests(ctx, r, f, query.Page{Whole: true})
	if err != nil {
		return page, err
	}
	all, err := s.views(ctx, r, rows.Items)
	if err != nil {
		return page, err
	}
	all = slices.DeleteFunc(all, func(q api.AccessRequest) bool { return !mentions(l.Q, q.Name(), q.Email, q.Reason, q.Action) })
	return pageIn(all, l, map[string]func(api.AccessRequest) string{
		"asked_at": func(q api.AccessRequest) string { return timeKey(q.AskedAt) },
		"status":   func(q api.AccessRequest) string { return q.Status },
	}, func(q api.AccessRequest) string { return q.ID.String() })
}

// Get implements api.AccessRequests.
func (s accessRequests) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.AccessRequest], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (api.AccessRequest, error) {
		return s.request(ctx, r, id)
	})
}

func (s accessRequests) request(ctx context.Context, r *projections.Reading, id uuid.UUID) (api.AccessRequest, error) {
	row, err := read.GetRequest(ctx, r, id)
	if err != nil {
		return api.AccessRequest{}, err
	}
	opened, err := s.views(ctx, r, []read.Request{row})
	if err != nil {
		return api.AccessRequest{}, err
	}
	return opened[0], nil
}

// views are the requests of rows, opened.
func (s accessRequests) views(ctx context.Context, r *projections.Reading, rows []read.Request) ([]api.AccessRequest, error) {
	sealed := make([]sealedPerson, len(rows))
	for i, row := range rows {
		sealed[i] = sealedPerson{row.Event, row.FirstName, row.LastName, row.Email, row.Phone}
	}
	people, err := s.people.persons(ctx, r.Tenant, "requests", sealed)
	if err != nil {
		return nil, err
	}
	roles, err := s.roles(ctx, r)
	if err != nil {
		return nil, err
	}
	names := make(map[accountKey]api.Ref, len(roles))
	for _, role := range roles {
		names[accountKey{role.Connection, role.RoleID}] = api.Ref{ID: role.ID, Name: role.Name}
	}
	connections, err := s.connections(ctx, r)
	if err != nil {
		return nil, err
	}
	all := make([]api.AccessRequest, len(rows))
	for i, row := range rows {
		all[i] = requestView(r.Tenant, row, people[i], names)
		all[i].Connection.Name = connections[row.Connection]
	}
	return all, nil
}

func requestView(tenant uuid.UUID, row read.Request, who person, roles map[accountKey]api.Ref) api.AccessRequest {
	q := api.AccessRequest{
		ID: row.ID, Connection: api.Ref{ID: row.Connection}, Action: row.Action, Status: string(row.Status), UserID: row.UserID, Kind: row.Kind,
		FirstName: who.firstName, LastName: who.lastName, Email: who.email, Phone: who.phone, RoleID: row.RoleID,
		OrgID: row.OrganizationID, FullPortal: row.FullPortalAccess, Invite: row.SendInvitation, Administrator: row.Administrator,
		Origin: row.Origin, Reason: row.Reason, NeedsApproval: row.NeedsApproval, ExpiresAt: when(row.ExpiresAt), AskedAt: when(row.AskedAt),
		AskedBy: row.AskedBy, DecidedAt: when(row.DecidedAt), DecidedBy: row.DecidedBy, EndedAt: when(row.EndedAt), AlreadySo: row.AlreadySo,
		Failure: row.Failure, Message: row.Message, Version: row.Version,
	}
	if row.Of != uuid.Nil {
		q.Of = &row.Of
	}
	if row.UserID != 0 {
		id := read.AccountID(tenant, row.Connection, row.UserID)
		q.Account = &id
	}
	if ref, there := roles[accountKey{row.Connection, row.RoleID}]; there {
		q.Role = &ref
	}
	q.Before, q.After = changedRoles(rolesBefore(row), row.Action, row.RoleID, func(id int64) string { return roles[accountKey{row.Connection, id}].Name })
	return q
}

// rolesBefore are the ids of the roles that the request's event names.
func rolesBefore(row read.Request) (before []int64) {
	if len(row.Before) > 0 {
		_ = json.Unmarshal(row.Before, &before) // numbers that this program wrote
	}
	return before
}

// changedRoles are the names of an account's roles before and after a request.
func changedRoles(before []int64, action string, role int64, name func(int64) string) (was, is []string) {
	was, is = []string{}, []string{}
	after := slices.Clone(before)
	switch action {
	case event.AccessCreate:
		before = nil
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

// sortableTime writes times so that their texts sort as they do.
const sortableTime = "2006-01-02T15:04:05.000000"

func timeKey(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(sortableTime)
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
	done, err := s.decide(ctx, c, asked.Request, rule.Ask{Asked: asked}, saidWith(d)...)
	if err != nil {
		return api.AccessAsked{}, err
	}
	if view.AskedAt, err = s.askedAt(ctx, c.Tenant, asked.Request); err != nil {
		return api.AccessAsked{}, err
	}
	if !asked.NeedsApproval {
		err = s.port.Provision(ctx, c.Tenant, asked.Request)
	}
	return api.AccessAsked{Written: done, Request: view}, err
}

// saidWith is what a client of SCIM says of the user whose account is asked for, to be kept
// by the same append.
func saidWith(d api.AccessDraft) []event.New {
	if d.User == nil {
		return nil
	}
	return []event.New{{Stream: event.ProvisionedUserStream(d.User.ID), Payload: userSaid(*d.User, d.Email)}}
}

// askedAt is when the log says that a request was asked.
func (s accessRequests) askedAt(ctx context.Context, tenant, request uuid.UUID) (*time.Time, error) {
	events, err := s.log.ReadStream(ctx, tenant, event.AccessRequestStream(request), 0, 1)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	return &events[0].OccurredAt, nil
}

func draftView(tenant uuid.UUID, a *event.AccessRequested, roles map[int64]api.Ref) api.AccessRequest {
	q := api.AccessRequest{
		ID: a.Request, Connection: api.Ref{ID: a.Connection}, Action: a.Action, Status: string(rule.EvolveRequest(rule.Request{}, a).Status),
		UserID: a.UserID, Kind: a.Kind, FirstName: a.FirstName.Text(), LastName: a.LastName.Text(), Email: a.Email.Text(), Phone: a.Phone.Text(),
		RoleID: a.RoleID, OrgID: a.OrganizationID, FullPortal: a.FullPortalAccess, Invite: a.SendInvitation, Administrator: a.Administrator,
		Origin: a.Origin, Reason: a.Reason, NeedsApproval: a.NeedsApproval, ExpiresAt: a.ExpiresAt, AskedBy: a.By,
	}
	q.Of = a.Of
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

func (s accessRequests) decide(ctx context.Context, c api.Command, id uuid.UUID, command any, also ...event.New) (api.Written, error) {
	version := int64(decide.AnyVersion)
	if c.Expected != nil {
		version = *c.Expected
	}
	stream := event.AccessRequestStream(id)
	done, err := decide.Handle(ctx, s.log, requestDecider, decide.Request[any]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, Command: command, ID: c.AppendID, Version: version, Correlation: c.Correlation, Also: also,
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	return s.wrote(ctx, done, id, stream)
}
