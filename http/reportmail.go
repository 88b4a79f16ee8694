package http

import (
	"net/http"

	"coresync/http/api"
	p "coresync/http/permission"
)

// reportMailRoutes are the reports that are sent by mail by themselves.
func (s *Server) reportMailRoutes() []route {
	has := s.services.ReportMail != nil
	return []route{
		{"listReportSchedules", get, "/api/v1/report-schedules", p.ReportsView, has, plain, s.listReportSchedules},
		{"createReportSchedule", post, "/api/v1/report-schedules", p.AssetsManage, has, plain, s.createReportSchedule},
		{"getReportSchedule", get, "/api/v1/report-schedules/{id}", p.ReportsView, has, plain, s.getReportSchedule},
		{"changeReportSchedule", put, "/api/v1/report-schedules/{id}", p.AssetsManage, has, plain, s.changeReportSchedule},
		{"removeReportSchedule", del, "/api/v1/report-schedules/{id}", p.AssetsManage, has, plain, s.removeReportSchedule},
		{"sendReport", post, "/api/v1/report-schedules/{id}/send", p.AssetsManage, has, plain, s.sendReport},
	}
}

func (s *Server) listReportSchedules(w http.ResponseWriter, r *request) error {
	found, err := s.services.ReportMail.List(r.Context(), api.Scope{Tenant: r.who.Tenant})
	if err != nil {
		return err
	}
	filled(&found.Data.Items)
	return writeAnswer(w, r, found)
}

func (s *Server) getReportSchedule(w http.ResponseWriter, r *request) error {
	found, err := s.services.ReportMail.Get(r.Context(), api.Scope{Tenant: r.who.Tenant}, r.pathID())
	if err != nil {
		return err
	}
	tag(w, found.Data.Version)
	return writeAnswer(w, r, found)
}

func (s *Server) createReportSchedule(w http.ResponseWriter, r *request) error {
	var draft api.ReportScheduleDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.ReportMail.Create(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusCreated, done, "/api/v1/report-schedules")
}

func (s *Server) changeReportSchedule(w http.ResponseWriter, r *request) error {
	var draft api.ReportScheduleDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.ReportMail.Change(r.Context(), r.command(), r.pathID(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) removeReportSchedule(w http.ResponseWriter, r *request) error {
	done, err := s.services.ReportMail.Remove(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) sendReport(w http.ResponseWriter, r *request) error {
	done, err := s.services.ReportMail.Send(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}
