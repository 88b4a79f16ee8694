package http

import (
	"net/http"

	"coresync/http/api"
)

// projections is the list of read models on the wire; there are a handful.
type projections struct {
	Items []api.Projection `json:"items"`
}

// rebuildRequest says under which rules; none: those in force.
type rebuildRequest struct {
	Rules string `json:"rules,omitempty"`
}

// promoteRequest says whether a large difference was looked at.
type promoteRequest struct {
	Accept bool `json:"accept,omitempty"`
}

// released is what a promotion or a rollback made live.
type released struct {
	Items []api.ProjectionRelease `json:"items"`
}

func (s *Server) listProjections(w http.ResponseWriter, r *request) error {
	found, err := s.services.Projections.List(r.Context(), r.mine())
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, projections{Items: fullProjections(found.Data)})
}

// fullProjections writes empty lists as such.
func fullProjections(all []api.Projection) []api.Projection {
	for i := range all {
		filled(&all[i].Allowed)
		filled(&all[i].BlockedBy)
	}
	filled(&all)
	return all
}

func (r *request) mine() api.Scope { return api.Scope{Tenant: r.who.Tenant} }

func (s *Server) planProjection(w http.ResponseWriter, r *request) error {
	plan, err := s.services.Projections.Plan(r.Context(), r.mine(), r.vars["name"], r.text("rules"))
	if err != nil {
		return err
	}
	filled(&plan.Changes)
	return r.write(w, http.StatusOK, plan)
}

func (s *Server) rebuildProjection(w http.ResponseWriter, r *request) error {
	var wanted rebuildRequest
	if err := r.decode(&wanted); err != nil {
		return err
	}
	work, err := s.services.Projections.Rebuild(r.Context(), r.command(), r.vars["name"], wanted.Rules)
	return r.ordered(w, work, err)
}

func (s *Server) fsckProjection(w http.ResponseWriter, r *request) error {
	work, err := s.services.Projections.Fsck(r.Context(), r.command(), r.vars["name"])
	return r.ordered(w, work, err)
}

// ordered answers an order of long work; how it goes is shown by the list.
func (r *request) ordered(w http.ResponseWriter, work api.Work, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/projections")
	return r.write(w, http.StatusAccepted, work)
}

func (s *Server) cancelProjection(w http.ResponseWriter, r *request) error {
	if err := s.services.Projections.Cancel(r.Context(), r.command(), r.vars["name"]); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) diffProjection(w http.ResponseWriter, r *request) error {
	d, err := s.services.Projections.Diff(r.Context(), r.mine(), r.vars["name"], int(r.number("show")))
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, fullDiff(d))
}

// fullDiff writes empty lists as such.
func fullDiff(d api.ProjectionDiff) api.ProjectionDiff {
	filled(&d.Changes)
	filled(&d.Tables)
	for i := range d.Tables {
		fullRows(&d.Tables[i].Shown)
	}
	return d
}

func fullRows(rows *[]api.RowDiff) {
	filled(rows)
	for i := range *rows {
		filled(&(*rows)[i].Fields)
		filled(&(*rows)[i].Causes)
	}
}

func (s *Server) promoteProjection(w http.ResponseWriter, r *request) error {
	var wanted promoteRequest
	if err := r.decode(&wanted); err != nil {
		return err
	}
	done, err := s.services.Projections.Promote(r.Context(), r.command(), r.vars["name"], wanted.Accept)
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, released{Items: done})
}

func (s *Server) rollbackProjection(w http.ResponseWriter, r *request) error {
	done, err := s.services.Projections.Rollback(r.Context(), r.command(), r.vars["name"])
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, released{Items: done})
}

func (s *Server) retryProjection(w http.ResponseWriter, r *request) error {
	done, err := s.services.Projections.Retry(r.Context(), r.command(), r.vars["name"])
	if err != nil {
		return err
	}
	filled(&done.Tables)
	return r.write(w, http.StatusOK, done)
}
