package service

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// originSCIM marks requests of clients of SCIM.
const originSCIM = "scim"

// said is what a client says of a user, opened.
type said struct {
	read.Provisioned
	text                 json.RawMessage
	userName, externalID string
	emails               []string
}

// provisioned are all users that clients of SCIM know, with their requests.
type provisioned struct {
	persons  *persons
	said     map[uuid.UUID]said
	requests map[uuid.UUID]read.RequestHead
	roles    map[uuid.UUID]read.RoleHead
	has      map[read.Holder][]uuid.UUID // roles, by account
	users    []known                     // those that clients made, then the others; in order of id
	byID     map[uuid.UUID]int
	byHolder map[read.Holder]int
}

// known is a user, whether the client is shown it or not.
type known struct {
	id, connection uuid.UUID
	account        uuid.UUID // that NinjaOne lists; zero: none
	found          bool      // it was there before any client asked for it
	said           *said     // nil: nothing
	made           *read.RequestHead
	deletion       *read.RequestHead // the newest
	roles          []read.RequestHead
}

// provisionBook keeps what clients of SCIM say of users, opened, and joins it with accounts
// and requests; see keeper.
type provisionBook struct {
	persons *personBook
	keeper[provisioned]
}

func (b *provisionBook) of(ctx context.Context, r *projections.Reading) (*provisioned, error) {
	persons, err := b.persons.of(ctx, r)
	if err != nil {
		return nil, err
	}
	return b.keeper.of(ctx, r, func(was *provisioned, position int64) (*provisioned, error) {
		next := &provisioned{persons: persons, said: map[uuid.UUID]said{}, requests: map[uuid.UUID]read.RequestHead{}, roles: map[uuid.UUID]read.RoleHead{}}
		if was != nil {
			next.said, next.requests, next.roles, next.has = maps.Clone(was.said), maps.Clone(was.requests), maps.Clone(was.roles), was.has
		}
		requests, err := read.RequestHeadsSince(ctx, r, originSCIM, position)
		if err != nil {
			return nil, err
		}
		for _, q := range requests {
			next.requests[q.ID] = q
		}
		roles, err := read.RoleHeadsSince(ctx, r, position)
		if err != nil {
			return nil, err
		}
		next.keepRoles(roles)
		rows, err := read.ProvisionedSince(ctx, r, position)
		if err != nil {
			return nil, err
		}
		if was != nil && was.persons == persons && len(requests)+len(roles)+len(rows) == 0 {
			return was, nil
		}
		if err := b.open(ctx, r, next, rows); err != nil {
			return nil, err
		}
		next.join()
		return next, nil
	})
}

func (b *provisionBook) open(ctx context.Context, r *projections.Reading, next *provisioned, rows []read.Provisioned) error {
	if len(rows) == 0 {
		return nil
	}
	ids, sealed, opened := make([]uuid.UUID, len(rows)), make([]event.Payload, len(rows)), make([]*event.ProvisionedUserSet, len(rows))
	for i, row := range rows {
		opened[i] = &event.ProvisionedUserSet{}
		if len(row.Said) > 0 {
			if err := opened[i].Said.UnmarshalJSON(row.Said); err != nil {
				return err
			}
		}
		ids[i], sealed[i] = row.Event, opened[i]
	}
	if err := b.persons.opener.sealer.Open(ctx, r.Tenant, ids, sealed); err != nil {
		return err
	}
	for i, row := range rows {
		s := said{Provisioned: row, text: json.RawMessage(opened[i].Said.Text())}
		s.read()
		next.said[row.ID] = s
	}
	return nil
}

// keepRoles takes in roles that changed.
func (p *provisioned) keepRoles(changed []read.RoleHead) {
	if len(changed) == 0 && p.has != nil {
		return
	}
	for _, role := range changed {
		p.roles[role.ID] = role
	}
	p.has = make(map[read.Holder][]uuid.UUID)
	for id, role := range p.roles {
		for _, user := range role.Users {
			holder := read.Holder{Connection: role.Connection, UserID: user}
			p.has[holder] = append(p.has[holder], id)
		}
	}
}

// rolesOf are the roles that an account has, in order of name.
func (p *provisioned) rolesOf(holder read.Holder) (all []read.RoleHead) {
	for _, id := range p.has[holder] {
		all = append(all, p.roles[id])
	}
	slices.SortFunc(all, func(a, b read.RoleHead) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return all
}

// read finds in the attributes what users are looked for by.
func (s *said) read() {
	var words struct {
		UserName   string `json:"userName"`
		ExternalID string `json:"externalId"`
		Emails     []struct {
			Value string `json:"value"`
		} `json:"emails"`
	}
	if len(s.text) == 0 || json.Unmarshal(s.text, &words) != nil {
		return // of a person that was erased
	}
	s.userName, s.externalID = words.UserName, words.ExternalID
	for _, e := range words.Emails {
		s.emails = append(s.emails, e.Value)
	}
}

// join ties accounts, what is said, and requests to users.
func (p *provisioned) join() {
	users := make(map[uuid.UUID]*known, len(p.persons.heads))
	owner := p.makers(users)
	for id, h := range p.persons.heads {
		if h.Vanished {
			continue
		}
		user, made := owner[read.Holder{Connection: h.Connection, UserID: h.UserID}]
		if !made {
			user = id
		}
		p.user(users, user, h.Connection).account = id
	}
	for id, s := range p.said {
		p.user(users, id, s.Connection).said = &s
	}
	p.byHolder = make(map[read.Holder]int, len(users))
	p.byID = make(map[uuid.UUID]int, len(users))
	p.users = make([]known, 0, len(users))
	for _, u := range users {
		_, u.found = p.persons.heads[u.id]
		p.users = append(p.users, *u)
	}
	slices.SortFunc(p.users, func(a, b known) int {
		switch {
		case a.found && !b.found:
			return 1
		case b.found && !a.found:
			return -1
		}
		return bytes.Compare(a.id[:], b.id[:])
	})
	for i, u := range p.users {
		p.byID[u.id] = i
		if u.account != uuid.Nil {
			h := p.persons.heads[u.account]
			p.byHolder[read.Holder{Connection: h.Connection, UserID: h.UserID}] = i
			p.byID[u.account] = i
		}
	}
	p.tie()
}

func (*provisioned) user(users map[uuid.UUID]*known, id, connection uuid.UUID) *known {
	u, there := users[id]
	if !there {
		u = &known{id: id, connection: connection}
		users[id] = u
	}
	return u
}

// makers finds the newest request that makes an account for each user, and whose accounts
// are made by one.
func (p *provisioned) makers(users map[uuid.UUID]*known) map[read.Holder]uuid.UUID {
	owner := make(map[read.Holder]uuid.UUID)
	for _, q := range p.inOrder() {
		if q.Action != event.AccessCreate || q.Of == uuid.Nil {
			continue
		}
		p.user(users, q.Of, q.Connection).made = &q
		if q.UserID != 0 {
			owner[read.Holder{Connection: q.Connection, UserID: q.UserID}] = q.Of
		}
	}
	return owner
}

// inOrder are the requests, oldest first.
func (p *provisioned) inOrder() []read.RequestHead {
	all := slices.Collect(maps.Values(p.requests))
	slices.SortFunc(all, func(a, b read.RequestHead) int {
		return cmp.Or(a.AskedAt.Compare(b.AskedAt), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return all
}

// tie gives users the requests about them, but for those that make accounts.
func (p *provisioned) tie() {
	made := make(map[uuid.UUID]int)
	for i, u := range p.users {
		if u.made != nil {
			made[u.made.ID] = i
		}
	}
	for _, q := range p.inOrder() {
		at, there := p.byHolder[read.Holder{Connection: q.Connection, UserID: q.UserID}]
		if q.Of != uuid.Nil {
			at, there = made[q.Of]
		}
		switch {
		case !there || q.Action == event.AccessCreate:
		case q.Action == event.AccessDelete:
			p.users[at].deletion = &q
		case open(q):
			p.users[at].roles = append(p.users[at].roles, q)
		}
	}
}

// open tells whether something is still to happen.
func open(q read.RequestHead) bool {
	return q.Status == "pending" || q.Status == "approved" || q.Status == "running"
}

// deleting tells whether the newest deletion goes on or was carried out.
func (u known) deleting() bool {
	return u.deletion != nil && (open(*u.deletion) || u.deletion.Status == "done")
}

// shown tells whether the client is shown the user.
func (p *provisioned) shown(tenant uuid.UUID, u known) bool {
	deleted, inactive := u.said != nil && u.said.Deleted, u.said != nil && u.said.Inactive
	switch {
	case u.account != uuid.Nil:
		return !deleted || !u.deleting()
	case deleted:
		return false
	case inactive:
		return true
	case u.made == nil:
		return false // NinjaOne lists it no more
	case open(*u.made):
		return true
	}
	_, seen := p.persons.heads[read.AccountID(tenant, u.made.Connection, u.made.UserID)]
	return u.made.Status == "done" && !seen && !u.deleting()
}

// under tells whether a filter holds.
func (p *provisioned) under(u known, f api.ProvisionedFilter) bool {
	who := p.persons.names[u.account]
	userName, external, emails := who.email, "", []string(nil)
	if u.said != nil {
		userName, external, emails = cmp.Or(u.said.userName, userName), u.said.externalID, u.said.emails
	}
	same := func(email string) bool { return strings.EqualFold(email, f.Email) }
	return (f.Connection == uuid.Nil || u.connection == f.Connection) &&
		(f.UserName == "" || strings.EqualFold(userName, f.UserName)) &&
		(f.ExternalID == "" || external == f.ExternalID) &&
		(f.Email == "" || same(who.email) || slices.ContainsFunc(emails, same))
}
