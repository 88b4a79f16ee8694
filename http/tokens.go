package http

import (
	"net/http"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

func (s *Server) listTokens(w http.ResponseWriter, r *request) error {
	list, err := r.list()
	if err != nil {
		return err
	}
	found, err := s.services.Tokens.List(r.Context(), r.who.Tenant, api.TokenFilter{State: r.text("state")}, list)
	if err != nil {
		return err
	}
	p, err := pageOf(r, found, uuid.Nil)
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, p)
}

func (s *Server) createToken(w http.ResponseWriter, r *request) error {
	var draft api.TokenDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	if err := mayGive(r.who, draft); err != nil {
		return err
	}
	if draft.ExpiresAt != nil && !draft.ExpiresAt.After(s.config.Now()) {
		return domain.Invalid([]domain.Fault{{Pointer: "/expires_at", Code: "past", Message: "Give a time that lies ahead."}})
	}
	made, err := s.services.Tokens.Create(r.Context(), r.who.Tenant, r.who.Actor, draft)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/tokens/"+made.ID.String())
	return r.write(w, http.StatusCreated, made)
}

// mayGive keeps somebody from making a token that can do more than he can.
func mayGive(who api.Identity, draft api.TokenDraft) error {
	if !who.Role.MayGrant(draft.Role) {
		return &domain.Error{
			Code: domain.CodeForbidden, Reason: "owners_make_owners", Message: "Only an owner can give the role owner.",
		}
	}
	wanted := draft.Role.Permissions()
	if draft.Permissions != nil {
		wanted = permission.Set(draft.Permissions)
	}
	if !who.Permissions.Covers(wanted) {
		return &domain.Error{
			Code: domain.CodeForbidden, Reason: "exceeds_own_permissions",
			Message: "A token can't be given permissions that you don't have. Choose a lesser role, or list fewer permissions.",
		}
	}
	return nil
}

func (s *Server) getToken(w http.ResponseWriter, r *request) error {
	found, err := s.services.Tokens.Get(r.Context(), r.who.Tenant, r.pathID())
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, found)
}

func (s *Server) revokeToken(w http.ResponseWriter, r *request) error {
	if err := s.services.Tokens.Revoke(r.Context(), r.who.Tenant, r.who.Actor, r.pathID()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
