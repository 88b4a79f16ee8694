package http

import (
	"net/http"
	"time"

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

func (s *Server) getSession(w http.ResponseWriter, r *request) error {
	out := session{
		Actor: r.who.Actor, Workspace: r.who.Tenant, Name: r.who.Name,
		Role: r.who.Role, Permissions: r.who.Permissions, ExpiresAt: r.who.ExpiresAt,
	}
	if r.who.Token != uuid.Nil {
		out.Token = &r.who.Token
	}
	return r.write(w, http.StatusOK, out)
}
