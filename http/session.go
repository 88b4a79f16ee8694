package http

import (
	"net/http"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// session is who the caller is, on the wire.
type session struct {
	Actor       string          `json:"actor"`
	Workspace   uuid.UUID       `json:"workspace"`
	Token       *uuid.UUID      `json:"token,omitempty"`
	Name        string          `json:"name,omitempty"`
	Role        permission.Role `json:"role"`
	Permissions permission.Set  `json:"permissions"`
	ExpiresAt   *time.Time      `json:"expires_at,omitempty"`
}

func sessionOf(who api.Identity) session {
	out := session{
		Actor: who.Actor, Workspace: who.Tenant, Name: who.Name,
		Role: who.Role, Permissions: who.Permissions, ExpiresAt: who.ExpiresAt,
	}
	if who.Token != uuid.Nil {
		out.Token = &who.Token
	}
	return out
}

func (s *Server) getSession(w http.ResponseWriter, r *request) error {
	return r.write(w, http.StatusOK, sessionOf(r.who))
}

// credentials are what a person signs in with.
type credentials struct {
	Email    string     `json:"email"`
	Password api.Secret `json:"password"`
}

// signIn begins a session, as the page of the sign-in does: the same cookie, the same count
// of failures, the same words in the log.
func (s *Server) signIn(w http.ResponseWriter, r *request) error {
	var c credentials
	if err := r.decode(&c); err != nil {
		return err
	}
	page := s.pageRequest(w, r.Request)
	begun, err := s.services.Sessions.SignIn(r.Context(), api.Credentials{Email: c.Email, Password: c.Password, Address: page.Address})
	if err != nil {
		return err
	}
	rec := recordOf(r.Context())
	rec.tenant, rec.actor = begun.Identity.Tenant, begun.Identity.Actor
	page.Keep(begun)
	w.Header().Set("Cache-Control", "no-store")
	return r.write(w, http.StatusCreated, sessionOf(begun.Identity))
}

// signOut ends the session of the cookie.
func (s *Server) signOut(w http.ResponseWriter, r *request) error {
	if r.who.Session == uuid.Nil {
		return &domain.Error{Code: domain.CodeConflict, Reason: "no_session",
			Message: "An API token has no session to end. Revoke it, or sign out with the cookie of a session."}
	}
	if err := s.services.Sessions.SignOut(r.Context(), r.who); err != nil {
		return err
	}
	s.pageRequest(w, r.Request).Forget()
	w.WriteHeader(http.StatusNoContent)
	return nil
}
