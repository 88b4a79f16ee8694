package http

import (
	"context"
	"net/http"

	"coresync/http/api"
)

// reviewList is the answer to the list of campaigns.
type reviewList struct {
	Items []api.AccessReview `json:"items"`
}

func (s *Server) listReviews(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.AccessReviews.List(r.Context(), scope)
	if err != nil {
		return err
	}
	filled(&found.Data)
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, reviewList{found.Data})
}

func (s *Server) getReview(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.AccessReviews.Get(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	tag(w, found.Data.Version)
	return writeAnswer(w, r, found)
}

func (s *Server) listReviewRows(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.AccessReviews.Rows(r.Context(), scope, r.pathID(), api.AccessReviewFilter{Verdict: r.text("verdict")}, list)
	if err != nil {
		return err
	}
	return writePage(w, r, api.Answer[api.Page[api.AccessReviewRow]]{Standing: found.Standing, Data: found.Data.Page})
}

func (s *Server) openReview(w http.ResponseWriter, r *request) error {
	var draft api.AccessReviewDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.AccessReviews.Open(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusCreated, done, "/api/v1/access/reviews")
}

func (s *Server) decideReview(w http.ResponseWriter, r *request) error {
	return decided(w, r, func(ctx context.Context, c api.Command, d api.AccessReviewDecision) (api.Written, error) {
		return s.services.AccessReviews.Decide(ctx, c, r.pathID(), d)
	})
}

func (s *Server) signOffReview(w http.ResponseWriter, r *request) error {
	done, err := s.services.AccessReviews.SignOff(r.Context(), r.command(), r.pathID())
	return r.wrote(w, done, err)
}

func (s *Server) cancelReview(w http.ResponseWriter, r *request) error {
	return decided(w, r, func(ctx context.Context, c api.Command, body rejection) (api.Written, error) {
		return s.services.AccessReviews.Cancel(ctx, c, r.pathID(), body.Reason)
	})
}

// revocations are what became of the rows that were to be revoked.
type revocations struct {
	Items []api.AccessRevocation `json:"items"`
}

func (s *Server) revokeReview(w http.ResponseWriter, r *request) error {
	all, err := s.services.AccessReviews.Revoke(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	filled(&all)
	return r.write(w, http.StatusOK, revocations{all})
}

func (s *Server) exportReview(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.AccessReviews.Export(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.writeFile(w, found.Data)
}
