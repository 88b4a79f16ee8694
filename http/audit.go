package http

import "net/http"

func (s *Server) getAuditHead(w http.ResponseWriter, r *request) error {
	head, err := s.services.Audit.Head(r.Context(), r.who.Tenant)
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, head)
}
