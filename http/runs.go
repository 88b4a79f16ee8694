package http

import (
	"net/http"

	"coresync/http/api"
)

func (s *Server) listRuns(w http.ResponseWriter, r *request) error {
	list, err := r.list()
	if err != nil {
		return err
	}
	filter := api.RunFilter{Connection: r.id("connection"), State: r.text("state")}
	found, err := s.services.Runs.List(r.Context(), api.Scope{Tenant: r.who.Tenant}, filter, list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}

func (s *Server) getRun(w http.ResponseWriter, r *request) error {
	found, err := s.services.Runs.Get(r.Context(), api.Scope{Tenant: r.who.Tenant}, r.pathID())
	if err != nil {
		return err
	}
	return writeAnswer(w, r, found)
}

func (s *Server) listChanges(w http.ResponseWriter, r *request) error {
	list, err := r.list()
	if err != nil {
		return err
	}
	found, err := s.services.Runs.Changes(r.Context(), api.Scope{Tenant: r.who.Tenant}, r.pathID(), r.text("kind"), list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		filled(&found.Data.Items[i].Fields)
	}
	return writePage(w, r, found)
}
