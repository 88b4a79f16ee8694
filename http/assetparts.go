package http

import (
	"net/http"

	"coresync/http/api"

	"github.com/google/uuid"
)

// knownBy is what the records of an asset are known by.
type knownBy struct {
	Items []api.KnownBy `json:"items"`
}

func (s *Server) getAssetIdentities(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Assets.Known(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	filled(&found.Data)
	return writeAnswer(w, r, api.Answer[knownBy]{Data: knownBy{found.Data}, Standing: found.Standing})
}

// seenUsers are the last users of an asset's devices within so many days, the longest first.
type seenUsers struct {
	Days  int            `json:"days"`
	Items []api.SeenUser `json:"items"`
}

func (s *Server) getAssetUsers(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Assets.Users(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	filled(&found.Data)
	return writeAnswer(w, r, api.Answer[seenUsers]{Data: seenUsers{api.SeenUserDays, found.Data}, Standing: found.Standing})
}

func (s *Server) unlinkAssetRecord(w http.ResponseWriter, r *request) error {
	record, _ := uuid.Parse(r.vars["record"]) // the description refuses what is no id
	done, err := s.services.Decisions.Unlink(r.Context(), r.command(), r.pathID(), record)
	return r.wrote(w, done, err)
}
