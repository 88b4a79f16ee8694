package http

import (
	"net/http"

	"coresync/http/api"
	"coresync/http/permission"
)

// undoSaveRequest says what of a save is taken back.
type undoSaveRequest struct {
	// Streams are those of the preview's rows that are meant; none: all.
	Streams []string `json:"streams"`
}

func (s *Server) previewUndo(w http.ResponseWriter, r *request) error {
	found, err := s.services.Undos.Preview(r.Context(), api.Scope{Tenant: r.who.Tenant}, r.pathID())
	if err != nil {
		return err
	}
	for _, row := range found.Rows { // they name people
		if needs := permission.Permission(row.Needs); needs == permission.ContactsManage && !r.who.Permissions.Has(needs) {
			return missing(needs)
		}
	}
	filled(&found.Rows)
	return r.write(w, http.StatusOK, found)
}

// undo needs the permission of everything that it takes back.
func (s *Server) undo(w http.ResponseWriter, r *request) error {
	var body undoSaveRequest
	if err := r.decode(&body); err != nil {
		return err
	}
	found, err := s.services.Undos.Preview(r.Context(), api.Scope{Tenant: r.who.Tenant}, r.pathID())
	if err != nil {
		return err
	}
	for _, row := range found.Rows {
		if needs := permission.Permission(row.Needs); !r.who.Permissions.Has(needs) {
			return missing(needs)
		}
	}
	done, err := s.services.Undos.Undo(r.Context(), r.command(), r.pathID(), body.Streams)
	if err != nil {
		return err
	}
	filled(&done.Rows)
	if done.Position != nil {
		w.Header().Set("Coresync-Position", done.Position.String())
	}
	return r.write(w, http.StatusOK, done)
}
