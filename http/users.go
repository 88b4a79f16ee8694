package http

import (
	"net/http"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"
)

// newUser is somebody who was added, or is to choose a new password, with his link.
type newUser struct {
	User api.User `json:"user"`
	// Link is the address at which he chooses a password: good once, shown this once.
	Link          string    `json:"link"`
	LinkExpiresAt time.Time `json:"link_expires_at"`
	// Mailed tells that the link was sent to him, too.
	Mailed bool `json:"mailed"`
}

func (s *Server) listUsers(w http.ResponseWriter, r *request) error {
	found, err := s.services.Users.List(r.Context(), r.who.Tenant)
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, page[api.User]{Items: found})
}

func (s *Server) createUser(w http.ResponseWriter, r *request) error {
	var draft api.UserDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	if err := r.mayGrant(draft.Role); err != nil {
		return err
	}
	made, err := s.services.Users.Add(r.Context(), r.who.Tenant, r.who.Actor, draft)
	if err != nil {
		return err
	}
	return s.handOver(w, r, made)
}

// mayGrant keeps somebody from making a person that can do more than he can: a token
// may be narrower than its role.
func (r *request) mayGrant(role permission.Role) error {
	if !r.who.Role.MayGrant(role) {
		return &domain.Error{Code: domain.CodeForbidden, Reason: "owners_make_owners", Message: "Only an owner can give or take the role owner."}
	}
	if !r.who.Permissions.Covers(role.Permissions()) {
		return &domain.Error{Code: domain.CodeForbidden, Reason: "exceeds_own_permissions",
			Message: "You can't decide about somebody who may do more than you. Ask an owner."}
	}
	return nil
}

// handOver answers with a link; earlier ones end.
func (s *Server) handOver(w http.ResponseWriter, r *request, u api.User) error {
	link, err := s.services.Users.Invite(r.Context(), r.who.Tenant, u.ID, r.who.Actor)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/users/"+u.ID.String())
	return r.write(w, http.StatusCreated, newUser{u, s.origin(r.Request) + "/setup?link=" + string(link.Secret), link.ExpiresAt, link.Mailed})
}

// otherUser is the user of the path, if the caller may decide about him: an owner is an
// owner's business.
func (s *Server) otherUser(r *request) (api.User, error) {
	found, err := s.services.Users.Get(r.Context(), r.who.Tenant, r.pathID())
	if err == nil {
		err = r.mayGrant(found.Role)
	}
	return found, err
}

func (s *Server) getUser(w http.ResponseWriter, r *request) error {
	found, err := s.services.Users.Get(r.Context(), r.who.Tenant, r.pathID())
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, found)
}

// userChange is what others may change about somebody; the rest is his own profile.
type userChange struct {
	Name *string          `json:"name"`
	Role *permission.Role `json:"role"`
}

func (s *Server) updateUser(w http.ResponseWriter, r *request) error {
	var change userChange
	if err := r.decode(&change); err != nil {
		return err
	}
	found, err := s.otherUser(r)
	if err == nil && change.Role != nil {
		err = r.mayGrant(*change.Role)
	}
	if err != nil {
		return err
	}
	changed, err := s.services.Users.Update(r.Context(), r.who.Tenant, r.who.Actor, found.ID, api.UserPatch{Name: change.Name, Role: change.Role})
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, changed)
}

func (s *Server) removeUser(w http.ResponseWriter, r *request) error {
	found, err := s.otherUser(r)
	switch {
	case err != nil:
		return err
	case found.ID == r.who.User:
		return &domain.Error{Code: domain.CodeConflict, Reason: "oneself", Message: "Somebody else has to remove you."}
	}
	if err := s.services.Users.Remove(r.Context(), r.who.Tenant, r.who.Actor, found.ID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) linkUser(w http.ResponseWriter, r *request) error {
	found, err := s.otherUser(r)
	if err != nil {
		return err
	}
	return s.handOver(w, r, found)
}

// signOutUser ends every session of somebody.
func (s *Server) signOutUser(w http.ResponseWriter, r *request) error {
	found, err := s.otherUser(r)
	if err == nil {
		err = s.services.Sessions.SignOutEverywhere(r.Context(), r.who.Tenant, r.who.Actor, found.ID)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
