package http

import "coresync/http/api"

func (s *Server) tickets() directory[api.Ticket, api.TicketFilter, api.TicketDraft, api.TicketPatch] {
	return directory[api.Ticket, api.TicketFilter, api.TicketDraft, api.TicketPatch]{
		service: s.services.Tickets,
		path:    "/api/v1/tickets",
		filter: func(r *request) api.TicketFilter {
			return api.TicketFilter{Customer: r.id("customer"), Contact: r.id("contact"), Status: r.text("status")}
		},
		version: func(t api.Ticket) int64 { return t.Version },
	}
}
