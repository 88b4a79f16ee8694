package http

import (
	"net/http"

	"coresync/http/api"

	"github.com/google/uuid"
)

func (s *Server) selectAssets(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Changes.Select(r.Context(), scope, assetFilter(r), r.text("q"))
	if err != nil {
		return err
	}
	return writeAnswer(w, r, found)
}

// assetsChanged is the answer to a change of many assets.
type assetsChanged struct {
	Rows      []api.AssetChanged `json:"rows"`
	Saved     int                `json:"saved"`
	Unchanged int                `json:"unchanged"`
	Conflicts int                `json:"conflicts"`
	Refused   int                `json:"refused"`
	Position  api.Position       `json:"position"`
	Replayed  bool               `json:"replayed"`
	Selected  int                `json:"selected,omitempty"`
	Undo      *uuid.UUID         `json:"undo,omitempty"`
}

// changeAssets changes those that are named, or all under the filter of a selection.
func (s *Server) changeAssets(w http.ResponseWriter, r *request) error {
	var change api.AssetChange
	if err := r.decode(&change); err != nil {
		return err
	}
	if selection := r.text("selection"); selection != "" {
		change.Matching = &api.AssetMatching{Filter: assetFilter(r), Q: r.text("q"), Selection: selection}
	}
	done, err := s.services.Changes.Change(r.Context(), r.command(), change)
	if err != nil {
		return err
	}
	out := assetsChanged{Rows: done.Rows, Position: done.Position, Replayed: done.Replayed, Selected: done.Selected, Undo: done.Undo}
	filled(&out.Rows)
	for _, row := range out.Rows {
		switch row.Outcome {
		case "saved":
			out.Saved++
		case "unchanged":
			out.Unchanged++
		case "conflict":
			out.Conflicts++
		case "refused":
			out.Refused++
		}
	}
	w.Header().Set("Coresync-Position", done.Position.String())
	return r.write(w, http.StatusOK, out)
}
