package http

import "coresync/http/api"

func (s *Server) contacts() directory[api.Contact, api.ContactFilter, api.ContactDraft, api.ContactPatch] {
	return directory[api.Contact, api.ContactFilter, api.ContactDraft, api.ContactPatch]{
		service: s.services.Contacts,
		path:    "/api/v1/contacts",
		filter:  func(r *request) api.ContactFilter { return api.ContactFilter{Customer: r.id("customer")} },
		version: func(c api.Contact) int64 { return c.Version },
	}
}
