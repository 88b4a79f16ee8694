package http

import (
	"net/http"

	"coresync/http/api"
)

func (s *Server) listRuns(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	filter := api.RunFilter{Connection: r.id("connection"), State: r.text("state"), EndedAfter: r.instant("ended_after")}
	found, err := s.services.Runs.List(r.Context(), scope, filter, list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}

func (s *Server) getRun(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Runs.Get(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	return writeAnswer(w, r, found)
}

func (s *Server) listChanges(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	filter := api.ChangeFilter{Kinds: r.texts("kind"), Things: r.texts("thing"), Changes: r.texts("id"), Field: r.text("field")}
	if organization := r.number("organization"); organization != 0 {
		filter.Organizations = []int64{organization}
	}
	found, err := s.services.Runs.Changes(r.Context(), scope, r.pathID(), filter, list)
	if err != nil {
		return err
	}
	fillChanges(found.Data.Items)
	return writePage(w, r, found)
}

func fillChanges(changes []api.Change) {
	for i := range changes {
		filled(&changes[i].Fields)
	}
}

func (s *Server) groupChanges(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Runs.Groups(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	filled(&found.Data.Kinds)
	filled(&found.Data.Organizations)
	filled(&found.Data.Fields)
	return writeAnswer(w, r, found)
}

func (s *Server) listRunOrganizations(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.Runs.Organizations(r.Context(), scope, r.pathID(), list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}

// runLog is what a run did.
type runLog struct {
	Steps []api.RunStep `json:"steps"`
}

func (s *Server) logOfRun(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Runs.Log(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	return writeAnswer(w, r, api.Answer[runLog]{Data: runLog{found.Data}, Standing: found.Standing})
}

// releaseRequest is the body of a release; it may be left out.
type releaseRequest struct {
	Only api.ChangeFilter `json:"only"`
}

func (s *Server) releaseRun(w http.ResponseWriter, r *request) error {
	var wanted releaseRequest
	if err := r.decode(&wanted); err != nil {
		return err
	}
	done, err := s.services.Runs.Release(r.Context(), r.command(), r.pathID(), wanted.Only)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/sync-runs/"+r.pathID().String())
	return r.writeWritten(w, http.StatusAccepted, done, "")
}

func (s *Server) discardRun(w http.ResponseWriter, r *request) error {
	done, err := s.services.Runs.Discard(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) cancelRun(w http.ResponseWriter, r *request) error {
	done, err := s.services.Runs.Cancel(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

// undoRequest is the body of an undo; it may be left out.
type undoRequest struct {
	Preview bool             `json:"preview"`
	Only    api.ChangeFilter `json:"only"`
}

func (s *Server) undoRun(w http.ResponseWriter, r *request) error {
	var wanted undoRequest
	if err := r.decode(&wanted); err != nil {
		return err
	}
	done, err := s.services.Runs.Undo(r.Context(), r.command(), r.pathID(), wanted.Only, wanted.Preview)
	if err != nil {
		return err
	}
	filled(&done.Kept)
	fillChanges(done.Kept)
	w.Header().Set("Coresync-Position", done.Position.String())
	return r.write(w, http.StatusOK, done)
}
