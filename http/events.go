package http

import (
	"net/http"

	"coresync/http/api"
	"coresync/http/permission"
)

// eventPage is a page of the log on the wire.
type eventPage struct {
	page[api.Event]
	SearchedTo int64 `json:"searched_to,omitempty"`
}

func (s *Server) listEvents(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.Events.List(r.Context(), scope, api.EventFilter{
		Types: r.texts("type"), Stream: r.text("stream"), StreamPrefix: r.text("stream_prefix"), About: r.text("about"),
		Actor: r.text("actor"), Run: r.id("run"), Correlation: r.id("correlation_id"), ID: r.id("event_id"),
		From: r.number("from"), To: r.number("to"), Since: r.instant("since"), Until: r.instant("until"),
		Tell: r.flag("sentences"), Open: r.who.Permissions.Has(permission.TicketsView),
	}, list)
	if err != nil {
		return err
	}
	p, err := pageOf(r, found.Data.Page, found.Position.Epoch)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, eventPage{p, found.Data.SearchedTo})
}
