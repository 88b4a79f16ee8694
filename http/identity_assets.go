package http

import (
	"context"
	"net/http"

	"coresync/http/api"
)

func (s *Server) whyAssetField(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Decisions.Why(r.Context(), scope, r.pathID(), r.vars["field"])
	if err != nil {
		return err
	}
	filled(&found.Data.Offered)
	return writeAnswer(w, r, found)
}

func (s *Server) whyAsset(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Decisions.Whys(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	for i := range found.Data {
		filled(&found.Data[i].Offered)
	}
	return writeAnswer(w, r, api.Answer[whys]{Data: whys{found.Data}, Standing: found.Standing})
}

type whys struct {
	Fields []api.Why `json:"fields"`
}

func (s *Server) lockAssetField(w http.ResponseWriter, r *request) error {
	done, err := s.services.Decisions.Lock(r.Context(), r.command(), r.pathID(), r.vars["field"])
	return r.wrote(w, done, err)
}

func (s *Server) unlockAssetField(w http.ResponseWriter, r *request) error {
	done, err := s.services.Decisions.Unlock(r.Context(), r.command(), r.pathID(), r.vars["field"])
	return r.wrote(w, done, err)
}

// wrote answers a command that makes nothing new.
func (r *request) wrote(w http.ResponseWriter, done api.Written, err error) error {
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) retireAsset(w http.ResponseWriter, r *request) error {
	done, err := s.services.Decisions.Retire(r.Context(), r.command(), r.pathID())
	return r.wrote(w, done, err)
}

func (s *Server) restoreAsset(w http.ResponseWriter, r *request) error {
	done, err := s.services.Decisions.Restore(r.Context(), r.command(), r.pathID())
	return r.wrote(w, done, err)
}

func (s *Server) dropAsset(w http.ResponseWriter, r *request) error {
	return decided(w, r, func(ctx context.Context, c api.Command, removal api.AssetRemoval) (api.Written, error) {
		return s.services.Decisions.Drop(ctx, c, r.pathID(), removal)
	})
}

// decided reads a body, carries the command out and answers it.
func decided[Body any](w http.ResponseWriter, r *request, do func(context.Context, api.Command, Body) (api.Written, error)) error {
	var body Body
	if err := r.decode(&body); err != nil {
		return err
	}
	done, err := do(r.Context(), r.command(), body)
	return r.wrote(w, done, err)
}

func (s *Server) listAssetMerges(w http.ResponseWriter, r *request) error {
	list, err := r.list()
	if err != nil {
		return err
	}
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Decisions.Merges(r.Context(), scope, list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		filled(&found.Data.Items[i].Assets)
	}
	return writePage(w, r, found)
}

func (s *Server) mergeAssets(w http.ResponseWriter, r *request) error {
	return decided(w, r, s.services.Decisions.Merge)
}

func (s *Server) unmergeAssets(w http.ResponseWriter, r *request) error {
	done, err := s.services.Decisions.Unmerge(r.Context(), r.command(), r.pathID())
	return r.wrote(w, done, err)
}

func (s *Server) listDuplicates(w http.ResponseWriter, r *request) error {
	list, err := r.list()
	if err != nil {
		return err
	}
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Decisions.Duplicates(r.Context(), scope, r.text("kind"), list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		tidyAsset(&found.Data.Items[i].Asset)
		for q := range found.Data.Items[i].Questions {
			filled(&found.Data.Items[i].Questions[q].Others)
		}
	}
	return writePage(w, r, found)
}

func (s *Server) answerDuplicate(w http.ResponseWriter, r *request) error {
	return decided(w, r, s.services.Decisions.Answer)
}
