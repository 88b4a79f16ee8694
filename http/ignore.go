package http

import (
	"net/http"

	"coresync/http/api"
)

// ignoreRules is the answer to the list of rules.
type ignoreRules struct {
	Items []api.IgnoreRule `json:"items"`
}

func (s *Server) listIgnoreRules(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Ignores.List(r.Context(), scope)
	if err != nil {
		return err
	}
	filled(&found.Data)
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, ignoreRules{found.Data})
}

func (s *Server) createIgnoreRule(w http.ResponseWriter, r *request) error {
	var draft api.IgnoreDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.Ignores.Create(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusCreated, done, "/api/v1/ignore-rules")
}

func (s *Server) removeIgnoreRule(w http.ResponseWriter, r *request) error {
	done, err := s.services.Ignores.Remove(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) getAssetScope(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Ignores.AssetScope(r.Context(), scope)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	tag(w, found.Data.Version)
	return r.write(w, http.StatusOK, found.Data)
}

func (s *Server) setAssetScope(w http.ResponseWriter, r *request) error {
	var draft api.AssetScopeDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.Ignores.SetAssetScope(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}
