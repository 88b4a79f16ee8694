package http

import (
	"context"
	"net/http"

	"coresync/http/api"
)

func (s *Server) listAccessRequests(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.AccessRequests.List(r.Context(), scope, api.AccessRequestFilter{Statuses: r.texts("status"), Account: r.id("account")}, list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		tidyRequest(&found.Data.Items[i])
	}
	return writePage(w, r, found)
}

func tidyRequest(q *api.AccessRequest) {
	filled(&q.Before)
	filled(&q.After)
}

func (s *Server) getAccessRequest(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.AccessRequests.Get(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	tidyRequest(&found.Data)
	if scope.AsOf == nil {
		tag(w, found.Data.Version)
	}
	return writeAnswer(w, r, found)
}

func (s *Server) askAccess(w http.ResponseWriter, r *request) error {
	var draft api.AccessDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	asked, err := s.services.AccessRequests.Ask(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	tidyRequest(&asked.Request)
	if draft.DryRun {
		return r.write(w, http.StatusOK, asked.Request)
	}
	w.Header().Set("Coresync-Position", asked.Position.String())
	w.Header().Set("Location", "/api/v1/access/requests/"+asked.Request.ID.String())
	return r.write(w, http.StatusCreated, asked.Written)
}

func (s *Server) approveAccess(w http.ResponseWriter, r *request) error {
	done, err := s.services.AccessRequests.Approve(r.Context(), r.command(), r.pathID())
	return r.wrote(w, done, err)
}

// rejection says why a request is not approved.
type rejection struct {
	Reason string `json:"reason"`
}

func (s *Server) rejectAccess(w http.ResponseWriter, r *request) error {
	return decided(w, r, func(ctx context.Context, c api.Command, body rejection) (api.Written, error) {
		return s.services.AccessRequests.Reject(ctx, c, r.pathID(), body.Reason)
	})
}

func (s *Server) cancelAccess(w http.ResponseWriter, r *request) error {
	done, err := s.services.AccessRequests.Cancel(r.Context(), r.command(), r.pathID())
	return r.wrote(w, done, err)
}
