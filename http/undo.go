package http

import (
	"net/http"

	"coresync/http/api"
)

func (s *Server) previewUndo(w http.ResponseWriter, r *request) error {
	found, err := s.services.Undos.Preview(r.Context(), api.Scope{Tenant: r.who.Tenant}, r.pathID())
	if err != nil {
		return err
	}
	filled(&found.Rows)
	return r.write(w, http.StatusOK, found)
}

func (s *Server) undo(w http.ResponseWriter, r *request) error {
	done, err := s.services.Undos.Undo(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	filled(&done.Rows)
	if done.Position != nil {
		w.Header().Set("Coresync-Position", done.Position.String())
	}
	return r.write(w, http.StatusOK, done)
}
