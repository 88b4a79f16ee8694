package http

import (
	"context"
	"net/http"
	"slices"

	"coresync/http/api"

	"github.com/google/uuid"
)

// checks is the outcome of live checks on the wire; OK: none failed.
type checks struct {
	OK     bool        `json:"ok"`
	Checks []api.Check `json:"checks"`
}

func (s *Server) testConnection(w http.ResponseWriter, r *request) error {
	return s.writeChecks(w, r, s.services.Connections.Test)
}

func (s *Server) checkConnection(w http.ResponseWriter, r *request) error {
	return s.writeChecks(w, r, s.services.Connections.Checks)
}

func (s *Server) writeChecks(w http.ResponseWriter, r *request,
	run func(context.Context, api.Scope, uuid.UUID) ([]api.Check, error),
) error {
	found, err := run(r.Context(), api.Scope{Tenant: r.who.Tenant}, r.pathID())
	if err != nil {
		return err
	}
	failed := slices.ContainsFunc(found, func(c api.Check) bool { return c.Outcome == "failed" })
	filled(&found)
	return r.write(w, http.StatusOK, checks{OK: !failed, Checks: found})
}

// syncRequest is the body of "sync now"; it may be left out.
type syncRequest struct {
	Preview bool `json:"preview"`
}

func (s *Server) syncConnection(w http.ResponseWriter, r *request) error {
	var wanted syncRequest
	if err := r.decode(&wanted); err != nil {
		return err
	}
	started, err := s.services.Connections.Sync(r.Context(), r.command(), r.pathID(), wanted.Preview)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/sync-runs/"+started.Run.String())
	w.Header().Set("Coresync-Position", started.Position.String())
	return r.write(w, http.StatusAccepted, started)
}
