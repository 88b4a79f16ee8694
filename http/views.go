package http

import (
	"net/http"

	"coresync/http/api"
)

func (s *Server) listViews(w http.ResponseWriter, r *request) error {
	found, err := s.services.Views.List(r.Context(), r.who, r.text("list"))
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, page[api.View]{Items: found})
}

func (s *Server) createView(w http.ResponseWriter, r *request) error {
	var draft api.ViewDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	made, err := s.services.Views.Create(r.Context(), r.who, draft)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/views/"+made.ID.String())
	tag(w, made.Version)
	return r.write(w, http.StatusCreated, made)
}

func (s *Server) getView(w http.ResponseWriter, r *request) error {
	found, err := s.services.Views.Get(r.Context(), r.who, r.pathID())
	if err != nil {
		return err
	}
	tag(w, found.Version)
	return r.write(w, http.StatusOK, found)
}

func (s *Server) updateView(w http.ResponseWriter, r *request) error {
	var patch api.ViewPatch
	if err := r.decode(&patch); err != nil {
		return err
	}
	changed, err := s.services.Views.Update(r.Context(), r.who, r.pathID(), r.command().Expected, patch)
	if err != nil {
		return err
	}
	tag(w, changed.Version)
	return r.write(w, http.StatusOK, changed)
}

func (s *Server) removeView(w http.ResponseWriter, r *request) error {
	if err := s.services.Views.Remove(r.Context(), r.who, r.pathID()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
