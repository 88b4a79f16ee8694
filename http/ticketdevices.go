package http

import (
	"net/http"

	"coresync/http/api"
)

// ticketDevices is the answer to the devices of a ticket.
type ticketDevices struct {
	Items []api.TicketDevice `json:"items"`
}

func (s *Server) listTicketDevices(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.TicketDevices.Of(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	filled(&found.Data)
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, ticketDevices{found.Data})
}
