package scim

import (
	"encoding/json"
	"net/http"
	"slices"

	"coresync/http/api"

	"github.com/google/uuid"
)

// user is a user as it will be when the open requests of SCIM about it are done: a client
// that has asked need not ask again.
type user struct {
	api.ProvisionedUser
	said resource // nil: nothing
}

// asked is the open request of an action, about a role where it is about one.
func (u user) asked(action string, role uuid.UUID) (api.AccessRequest, bool) {
	for _, q := range u.Requests {
		if q.Action == action && open(q) && (role == uuid.Nil || q.Role != nil && q.Role.ID == role) {
			return q, true
		}
	}
	return api.AccessRequest{}, false
}

// deleting tells whether a deletion by SCIM goes on, or was carried out and NinjaOne was
// not read since.
func (u user) deleting() bool {
	return slices.ContainsFunc(u.Requests, func(q api.AccessRequest) bool { return q.Action == actionDelete })
}

// active tells whether the user has an account that may sign in, or is about to.
func (u user) active() bool {
	return !u.deleting() && (u.Account == nil && !u.Inactive || u.Account != nil && u.Account.Enabled)
}

// roles are those that the user has, or is about to have.
func (u user) roles() []api.AccessMembership {
	if u.Account == nil {
		return nil
	}
	roles := slices.Clone(u.Account.Roles)
	for _, q := range u.Requests {
		if q.Role == nil || !open(q) {
			continue
		}
		roles = slices.DeleteFunc(roles, func(m api.AccessMembership) bool { return m.Role.ID == q.Role.ID })
		if q.Action == actionAdd {
			roles = append(roles, api.AccessMembership{Role: *q.Role, RoleID: q.RoleID})
		}
	}
	return roles
}

func open(q api.AccessRequest) bool {
	return q.Status == "pending" || q.Status == "approved" || q.Status == "running"
}

// users are those that a filter selects in the connections of the request, and how many
// there are.
func (h *Handler) usersOf(r *Request, f api.ProvisionedFilter) ([]user, int, error) {
	f.Connection = r.connection
	found, err := h.provisioned.Users(r.Context(), api.Scope{Tenant: r.Who.Tenant}, f)
	if err != nil {
		return nil, 0, err
	}
	all := make([]user, len(found.Items))
	for i, u := range found.Items {
		all[i] = userOf(u)
	}
	return all, found.Total, nil
}

func userOf(u api.ProvisionedUser) user {
	var v any
	if len(u.Said) > 0 && json.Unmarshal(u.Said, &v) == nil {
		said, _ := plain(v).(resource)
		return user{u, said}
	}
	return user{u, nil}
}

// userBy is one user.
func (h *Handler) userBy(r *Request, id string) (user, error) {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return user{}, notFound("User", id)
	}
	found, _, err := h.usersOf(r, api.ProvisionedFilter{IDs: []uuid.UUID{parsed}})
	if err == nil && len(found) == 0 {
		err = notFound("User", id)
	}
	if err != nil {
		return user{}, err
	}
	return found[0], nil
}

// rolesOf are the roles of the connections of the request: a NinjaOne has few.
func (h *Handler) rolesOf(r *Request) (all []api.AccessRole, err error) {
	for l := (api.List{Limit: 500, Sort: api.Sort{By: "name"}}); ; {
		found, err := h.access.Roles(r.Context(), api.Scope{Tenant: r.Who.Tenant}, api.AccessRoleFilter{Connection: r.connection}, l)
		all = append(all, found.Data.Items...)
		if err != nil || found.Data.Next == nil {
			return all, err
		}
		l.After = found.Data.Next
	}
}

// roleBy is one role.
func (h *Handler) roleBy(r *Request, id string) (api.AccessRole, error) {
	all, err := h.rolesOf(r)
	if err != nil {
		return api.AccessRole{}, err
	}
	parsed, _ := uuid.Parse(id)
	at := slices.IndexFunc(all, func(role api.AccessRole) bool { return role.ID == parsed })
	if at < 0 {
		return api.AccessRole{}, notFound("Group", id)
	}
	return all[at], nil
}

// membersOf are those who have roles, or are about to, by role.
func (h *Handler) membersOf(r *Request, roles ...uuid.UUID) (map[uuid.UUID][]api.ProvisionedMember, error) {
	return h.provisioned.Members(r.Context(), api.Scope{Tenant: r.Who.Tenant}, roles)
}

// say keeps what the client says of a user. It is no request: NinjaOne does not hear of it.
func (h *Handler) say(w http.ResponseWriter, r *Request, u user) error {
	kept, err := u.kept()
	if err != nil {
		return err
	}
	done, err := h.provisioned.Say(r.Context(), r.command(), kept, u.email())
	if err == nil {
		w.Header().Set("Coresync-Position", done.Position.String())
	}
	return err
}

// email is whose the user is, for what is sealed.
func (u user) email() string {
	if u.Account != nil && u.Account.Email != "" {
		return u.Account.Email
	}
	return addressIn(u.said)
}
