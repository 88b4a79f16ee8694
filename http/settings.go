package http

import (
	"net/http"

	"coresync/http/api"
)

func (s *Server) getSettings(w http.ResponseWriter, r *request) error {
	found, err := s.services.Settings.Get(r.Context(), r.who.Tenant)
	if err != nil {
		return err
	}
	tag(w, found.Version)
	return r.write(w, http.StatusOK, found)
}

func (s *Server) updateSettings(w http.ResponseWriter, r *request) error {
	var patch api.WorkspacePatch
	if err := r.decode(&patch); err != nil {
		return err
	}
	changed, err := s.services.Settings.Update(r.Context(), r.who.Tenant, r.who.Actor, r.command().Expected, patch)
	if err != nil {
		return err
	}
	tag(w, changed.Version)
	return r.write(w, http.StatusOK, changed)
}
