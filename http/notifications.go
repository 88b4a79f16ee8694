package http

import (
	"net/http"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// inboxPage is a page of items with the muted types.
type inboxPage struct {
	page[api.Notification]
	Muted []string `json:"muted"`
}

// listNotifications shows a person's own inbox; a token, which is nobody's, sees all.
func (s *Server) listNotifications(w http.ResponseWriter, r *request) error {
	list, err := r.list()
	if err != nil {
		return err
	}
	filter := api.NotificationFilter{Recipient: r.who.User, Types: r.texts("type"), State: r.text("state")}
	found, err := s.services.Notifications.List(r.Context(), api.Scope{Tenant: r.who.Tenant}, filter, list)
	if err != nil {
		return err
	}
	p, err := pageOf(r, found.Data.Page, found.Position.Epoch)
	if err != nil {
		return err
	}
	filled(&found.Data.Muted)
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, inboxPage{page: p, Muted: found.Data.Muted})
}

// markNotification ticks an item off, or opens it again.
func (s *Server) markNotification(done bool) handler {
	return func(w http.ResponseWriter, r *request) error {
		if err := person(r.who); err != nil {
			return err
		}
		if err := s.services.Notifications.Mark(r.Context(), r.who.Tenant, r.who.User, r.pathID(), done); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func (s *Server) muteNotifications(muted bool) handler {
	return func(w http.ResponseWriter, r *request) error {
		if err := person(r.who); err != nil {
			return err
		}
		if err := s.services.Notifications.Mute(r.Context(), r.who.Tenant, r.who.User, r.vars["type"], muted); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// person refuses tokens, which have no inbox.
func person(who api.Identity) error {
	if who.User == uuid.Nil {
		return &domain.Error{Code: domain.CodeForbidden, Reason: "people_only",
			Message: "An inbox belongs to a person, and a token is nobody's. Sign in at the pages to change it."}
	}
	return nil
}
