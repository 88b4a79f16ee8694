package http

import (
	"net/http"

	"coresync/http/api"
)

func (s *Server) listEvents(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.Events.List(r.Context(), scope, api.EventFilter{
		Types: r.texts("type"), Stream: r.text("stream"), StreamPrefix: r.text("stream_prefix"),
		From: r.number("from"), To: r.number("to"), Since: r.instant("since"), Until: r.instant("until"),
	}, list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}
