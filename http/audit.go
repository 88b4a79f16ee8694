package http

import (
	"net/http"

	"coresync/http/api"
	p "coresync/http/permission"
)

// auditRoutes prove the log. Whoever may read it may take it away with its proof, and have it
// walked: that changes nothing.
func (s *Server) auditRoutes() []route {
	has := s.services.Audit != nil
	return []route{
		{"getAuditHead", get, "/api/v1/audit/head", p.AuditView, has, plain, s.getAuditHead},
		{"proveEvent", get, "/api/v1/audit/prove/{id}", p.AuditView, has, plain, s.proveEvent},
		{"exportAudit", get, "/api/v1/audit/export", p.AuditView, has, plain, s.exportAudit},
		{"verifyAudit", post, "/api/v1/audit/verify", p.AuditView, has, upload, s.verifyAudit},
		{"getAuditFsck", get, "/api/v1/audit/fsck", p.AuditView, has, plain, s.getAuditFsck},
		{"fsckAudit", post, "/api/v1/audit/fsck", p.AuditView, has, plain, s.fsckAudit},
	}
}

func (s *Server) getAuditHead(w http.ResponseWriter, r *request) error {
	head, err := s.services.Audit.Head(r.Context(), r.who.Tenant)
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, head)
}

func (s *Server) proveEvent(w http.ResponseWriter, r *request) error {
	evidence, err := s.services.Audit.Prove(r.Context(), r.who.Tenant, r.pathID())
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, evidence)
}

func (s *Server) exportAudit(w http.ResponseWriter, r *request) error {
	ask := api.BundleAsk{From: r.instant("from"), To: r.instant("to")}
	if id := r.ids("asset"); len(id) > 0 {
		ask.Asset = &id[0]
	}
	found, err := s.services.Audit.Export(r.Context(), r.who.Tenant, ask)
	if err != nil {
		return err
	}
	return r.writeFile(w, found)
}

func (s *Server) verifyAudit(w http.ResponseWriter, r *request) error {
	if _, err := r.mediaType(); err != nil {
		return err
	}
	verdict, err := s.services.Audit.Verify(r.Context(), r.who.Tenant, r.Body)
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, verdict)
}

func (s *Server) getAuditFsck(w http.ResponseWriter, r *request) error {
	a, err := s.services.Audit.Audited(r.Context(), r.who.Tenant)
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, a)
}

func (s *Server) fsckAudit(w http.ResponseWriter, r *request) error {
	a, err := s.services.Audit.Fsck(r.Context(), r.who.Tenant)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/audit/fsck")
	return r.write(w, http.StatusAccepted, a)
}
