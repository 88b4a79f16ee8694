package http

import (
	"context"
	"net/http"

	"coresync/http/api"
)

// projections is the list of read models on the wire; there are a handful.
type projections struct {
	Items []api.Projection `json:"items"`
}

func (s *Server) listProjections(w http.ResponseWriter, r *request) error {
	found, err := s.services.Projections.List(r.Context(), api.Scope{Tenant: r.who.Tenant})
	if err != nil {
		return err
	}
	for i := range found.Data {
		filled(&found.Data[i].Allowed)
	}
	filled(&found.Data)
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, projections{Items: found.Data})
}

func (s *Server) rebuildProjection(w http.ResponseWriter, r *request) error {
	return s.order(w, r, s.services.Projections.Rebuild)
}

func (s *Server) fsckProjection(w http.ResponseWriter, r *request) error {
	return s.order(w, r, s.services.Projections.Fsck)
}

// order starts long work; how it goes is shown by the list.
func (s *Server) order(w http.ResponseWriter, r *request,
	start func(context.Context, api.Command, string) (api.Work, error),
) error {
	work, err := start(r.Context(), r.command(), r.vars["name"])
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/projections")
	return r.write(w, http.StatusAccepted, work)
}
