package scim

import (
	"context"
	"slices"
	"strings"

	"coresync/http/api"

	"github.com/google/uuid"
)

// user is an account, or one that a request of SCIM is about to make, as it will be when
// the open requests of SCIM about it are done: a client that has asked need not ask again.
type user struct {
	api.AccessAccount
	// id is what SCIM's clients know it by: the request that made it, where that came
	// through SCIM, since a client must be told an id before NinjaOne has given its own.
	id uuid.UUID
	// coming: NinjaOne has no such account yet.
	coming bool
	// deleting: a deletion by SCIM goes on or was carried out.
	deleting bool
	// gone: it was made and deleted before NinjaOne ever listed it.
	gone bool
	// requests are those of SCIM that are open, and the one that made a coming account.
	requests []api.AccessRequest
}

// asked is the open request of an action, about a role where it is about one.
func (u user) asked(action string, role uuid.UUID) (api.AccessRequest, bool) {
	for _, q := range u.requests {
		if q.Action == action && open(q) && (role == uuid.Nil || q.Role != nil && q.Role.ID == role) {
			return q, true
		}
	}
	return api.AccessRequest{}, false
}

// directory is what one request sees: accounts and roles of its connections.
type directory struct {
	users []user
	roles []api.AccessRole
}

func (h *Handler) directory(ctx context.Context, r *Request) (directory, error) {
	scope := api.Scope{Tenant: r.Who.Tenant}
	accounts, err := h.accounts(ctx, r, "")
	if err != nil {
		return directory{}, err
	}
	vanished, err := h.accounts(ctx, r, api.AccessVanished)
	if err != nil {
		return directory{}, err
	}
	roles, err := whole("name", func(l api.List) (api.Page[api.AccessRole], error) {
		found, err := h.access.Roles(ctx, scope, api.AccessRoleFilter{Connection: r.connection}, l)
		return found.Data.Page, err
	})
	if err != nil {
		return directory{}, err
	}
	requests, err := whole("asked_at", func(l api.List) (api.Page[api.AccessRequest], error) {
		found, err := h.requests.List(ctx, scope, api.AccessRequestFilter{}, l)
		return found.Data, err
	})
	if err != nil {
		return directory{}, err
	}
	requests = slices.DeleteFunc(requests, func(q api.AccessRequest) bool {
		return q.Origin != origin || r.connection != uuid.Nil && q.Connection.ID != r.connection
	})
	return directory{users: known(accounts, vanished, requests), roles: roles}, nil
}

func (h *Handler) accounts(ctx context.Context, r *Request, view string) ([]api.AccessAccount, error) {
	return whole("email", func(l api.List) (api.Page[api.AccessAccount], error) {
		found, err := h.access.Accounts(ctx, api.Scope{Tenant: r.Who.Tenant}, api.AccessFilter{Connection: r.connection, View: view}, l)
		return found.Data.Page, err
	})
}

// whole reads all pages of a list.
func whole[T any](by string, read func(api.List) (api.Page[T], error)) ([]T, error) {
	var all []T
	for l := (api.List{Limit: 500, Sort: api.Sort{By: by}}); ; {
		page, err := read(l)
		all = append(all, page.Items...)
		if err != nil || page.Next == nil {
			return all, err
		}
		l.After = page.Next
	}
}

type accountKey struct {
	connection uuid.UUID
	user       int64
}

// known joins accounts with the requests of SCIM, oldest first.
func known(accounts, vanished []api.AccessAccount, requests []api.AccessRequest) []user {
	users := make([]user, 0, len(accounts))
	at := make(map[accountKey]int, len(accounts))
	for _, a := range accounts {
		at[accountKey{a.Connection.ID, a.UserID}] = len(users)
		users = append(users, user{AccessAccount: a, id: a.ID})
	}
	for _, a := range vanished {
		at[accountKey{a.Connection.ID, a.UserID}] = -1
	}
	for _, q := range requests {
		i, there := at[accountKey{q.Connection.ID, q.UserID}]
		switch {
		case q.Action == actionDelete && q.Of != nil:
			for i := range users {
				if users[i].id == *q.Of {
					users[i].will(q)
				}
			}
		case q.Action != actionCreate && there && i >= 0:
			users[i].will(q)
		case q.Action == actionCreate && q.UserID != 0 && there && i >= 0:
			users[i].id = q.ID
			if q.ClientWord != (api.ClientWord{}) {
				users[i].ClientWord = q.ClientWord
			}
		case q.Action == actionCreate && !there && (open(q) || q.Status == "done"):
			users = append(users, user{AccessAccount: coming(q), id: q.ID, coming: true, requests: []api.AccessRequest{q}})
		}
	}
	users = slices.DeleteFunc(users, func(u user) bool { return u.Deleted && u.deleting || u.gone })
	slices.SortStableFunc(users, func(a, b user) int {
		return strings.Compare(strings.ToLower(a.Email)+a.id.String(), strings.ToLower(b.Email)+b.id.String())
	})
	return users
}

// will shows an account as an open request will make it. A deletion that was carried out
// holds until NinjaOne no longer lists the account.
func (u *user) will(q api.AccessRequest) {
	if q.Action == actionDelete {
		u.deleting = open(q) || q.Status == "done"
		u.gone = u.coming && q.Status == "done"
	}
	if !open(q) {
		return
	}
	u.requests = append(u.requests, q)
	switch {
	case q.Action == actionDelete:
		u.Enabled = false
	case q.Role == nil:
	case q.Action == actionAdd:
		u.Roles = append(slices.Clone(u.Roles), api.AccessMembership{Role: *q.Role, RoleID: q.RoleID})
	case q.Action == actionRemove:
		u.Roles = slices.DeleteFunc(slices.Clone(u.Roles), func(m api.AccessMembership) bool { return m.Role.ID == q.Role.ID })
	}
}

func open(q api.AccessRequest) bool {
	return q.Status == "pending" || q.Status == "approved" || q.Status == "running"
}

// coming is the account that a request will make.
func coming(q api.AccessRequest) api.AccessAccount {
	a := api.AccessAccount{
		ID: q.ID, Connection: q.Connection, Kind: q.Kind, FirstName: q.FirstName, LastName: q.LastName, Email: q.Email, Phone: q.Phone,
		ClientWord: q.ClientWord, OrganizationID: q.OrgID, Enabled: true,
	}
	if q.AskedAt != nil {
		a.FirstSeenAt, a.ChangedAt = *q.AskedAt, *q.AskedAt
	}
	return a
}

func (d directory) user(id string) (user, error) {
	for _, u := range d.users {
		if strings.EqualFold(u.id.String(), id) || strings.EqualFold(u.ID.String(), id) {
			return u, nil
		}
	}
	return user{}, notFound("User", id)
}

func (d directory) role(id string) (api.AccessRole, error) {
	for _, role := range d.roles {
		if strings.EqualFold(role.ID.String(), id) {
			return role, nil
		}
	}
	return api.AccessRole{}, notFound("Group", id)
}

// members are those who have a role.
func (d directory) members(role uuid.UUID) (members []user) {
	for _, u := range d.users {
		if slices.ContainsFunc(u.Roles, func(m api.AccessMembership) bool { return m.Role.ID == role }) {
			members = append(members, u)
		}
	}
	return members
}
