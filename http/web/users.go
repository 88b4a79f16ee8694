package web

import (
	"net/http"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// users are the pages about who works here.
func (s *Site) users() []Route {
	has, needs := s.Services.Users != nil, permission.UsersManage
	return []Route{
		{"page.users", get, "/settings/users", needs, has, func(r *Request) error {
			return s.showUsers(r, http.StatusOK, api.UserDraft{Role: permission.Technician}, nil)
		}},
		{"page.users.add", post, "/settings/users", needs, has, s.addUser},
		{"page.users.role", post, "/settings/users/{id}/role", needs, has, s.setRole},
		{"page.users.link", post, "/settings/users/{id}/link", needs, has, s.linkUser},
		{"page.users.remove", post, "/settings/users/{id}/remove", needs, has, s.removeUser},
	}
}

func userName(u api.User) string { return u.Called() }

func (s *Site) showUsers(r *Request, status int, draft api.UserDraft, f faults) error {
	users, err := s.Services.Users.List(r.Context(), r.Who.Tenant)
	if err != nil {
		return err
	}
	return r.pageWith(status, "Users", "settings", func(v *view) page { return usersPage(v, users, draft, f) })
}

func (s *Site) addUser(r *Request) error {
	draft := api.UserDraft{Email: r.field("email"), Name: r.field("name"), Role: permission.Role(r.field("role"))}
	if err := mayGrant(r, draft.Role); err != nil {
		return err
	}
	made, err := s.Services.Users.Add(r.Context(), r.Who.Tenant, r.Who.Actor, draft)
	if err == nil {
		return s.handOver(r, made)
	}
	f := faultsOf(err)
	if f == nil {
		return err
	}
	return s.showUsers(r, http.StatusUnprocessableEntity, draft, f)
}

func mayGrant(r *Request, role permission.Role) error {
	if r.Who.Role.MayGrant(role) {
		return nil
	}
	return &domain.Error{Code: domain.CodeForbidden, Reason: "owners_make_owners", Message: "Only an owner can give or take the role owner."}
}

// other is the user of the path, if the person may decide about him: an owner is
// an owner's business.
func (s *Site) other(r *Request) (api.User, error) {
	id, err := r.pathID("id", "user")
	if err != nil {
		return api.User{}, err
	}
	found, err := s.Services.Users.Get(r.Context(), r.Who.Tenant, id)
	if err == nil {
		err = mayGrant(r, found.Role)
	}
	return found, err
}

func (s *Site) setRole(r *Request) error {
	found, err := s.other(r)
	if err != nil {
		return err
	}
	role := permission.Role(r.field("role"))
	if err := mayGrant(r, role); err != nil {
		return err
	}
	if _, err := s.Services.Users.Update(r.Context(), r.Who.Tenant, r.Who.Actor, found.ID, api.UserPatch{Role: &role}); err != nil {
		return err
	}
	return r.done("/settings/users", userName(found)+" is "+roleName(role)+" now.")
}

func (s *Site) linkUser(r *Request) error {
	found, err := s.other(r)
	if err != nil {
		return err
	}
	return s.handOver(r, found)
}

// handOver shows a link by which the person chooses a password, and says where it was sent.
func (s *Site) handOver(r *Request, u api.User) error {
	link, err := s.Services.Users.Invite(r.Context(), r.Who.Tenant, u.ID, r.Who.Actor)
	if err != nil {
		return err
	}
	address := s.base(r) + "/setup?link=" + string(link.Secret)
	return r.page("Link", "settings", func(v *view) page { return linkPage(v, u, address, v.exact(link.ExpiresAt), link.Mailed) })
}

// base is where people reach the server.
func (s *Site) base(r *Request) string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	if r.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (s *Site) removeUser(r *Request) error {
	found, err := s.other(r)
	if err != nil {
		return err
	}
	if found.ID == r.Who.User || found.ID == uuid.Nil {
		return &domain.Error{Code: domain.CodeConflict, Reason: "oneself", Message: "Somebody else has to remove you."}
	}
	if err := s.Services.Users.Remove(r.Context(), r.Who.Tenant, r.Who.Actor, found.ID); err != nil {
		return err
	}
	return r.done("/settings/users", userName(found)+" was removed.")
}
