package http

import (
	"net/http"

	"coresync/domain"
	"coresync/http/api"
)

func (s *Server) listConnections(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	found, err := s.services.Connections.List(r.Context(), scope, list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}

func (s *Server) getConnection(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Connections.Get(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	if scope.AsOf == nil { // what was is no version to change
		tag(w, found.Data.Version)
	}
	return writeAnswer(w, r, found)
}

func (s *Server) createConnection(w http.ResponseWriter, r *request) error {
	var draft api.ConnectionDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	if err := domain.Invalid(addressFaults(draft)); err != nil {
		return err
	}
	done, err := s.services.Connections.Create(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusCreated, done, "/api/v1/connections")
}

// addressFaults ties base_url to the simulator: the five regions have fixed hosts,
// so that nobody can make the server call another (REG-06).
func addressFaults(d api.ConnectionDraft) []domain.Fault {
	switch {
	case d.Region == "Simulator" && d.BaseURL == "":
		return []domain.Fault{{Pointer: "/base_url", Code: "required", Message: "Give the simulator's address."}}
	case d.Region != "Simulator" && d.BaseURL != "":
		return []domain.Fault{{Pointer: "/base_url", Code: "not_allowed", Message: "The region decides the address. Leave this out."}}
	}
	return nil
}

func (s *Server) updateConnection(w http.ResponseWriter, r *request) error {
	var patch api.ConnectionPatch
	if err := r.decode(&patch); err != nil {
		return err
	}
	done, err := s.services.Connections.Update(r.Context(), r.command(), r.pathID(), patch)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) removeConnection(w http.ResponseWriter, r *request) error {
	done, err := s.services.Connections.Remove(r.Context(), r.command(), r.pathID(), r.text("assets"))
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) setSchedule(w http.ResponseWriter, r *request) error {
	var schedule api.Schedule
	if err := r.decode(&schedule); err != nil {
		return err
	}
	done, err := s.services.Connections.SetSchedule(r.Context(), r.command(), r.pathID(), schedule)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) setLimits(w http.ResponseWriter, r *request) error {
	var limits api.Limits
	if err := r.decode(&limits); err != nil {
		return err
	}
	done, err := s.services.Connections.SetLimits(r.Context(), r.command(), r.pathID(), limits)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}
