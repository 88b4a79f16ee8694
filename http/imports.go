package http

import (
	"net/http"

	"coresync/http/api"
)

// importFile answers uploads of one kind of CSV file. Each kind has a route of its
// own, since what is imported decides which permission it needs.
func (s *Server) importFile(kind string) handler {
	return func(w http.ResponseWriter, r *request) error {
		if _, err := r.mediaType(); err != nil {
			return err
		}
		done, err := s.services.Imports.Import(r.Context(), r.command(), api.Import{
			Kind: kind, Preview: r.flag("preview"), RemoveMissing: r.flag("remove_missing"), File: r.Body,
		})
		if err != nil {
			return err
		}
		filled(&done.Faults)
		w.Header().Set("Coresync-Position", done.Position.String())
		return r.write(w, http.StatusOK, done)
	}
}
