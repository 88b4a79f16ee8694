package http

import (
	"context"
	"net/http"

	"coresync/http/api"
	p "coresync/http/permission"
)

// reportRoutes are the reports on devices.
func (s *Server) reportRoutes() []route {
	has := s.services.Reports
	return []route{
		{"reportCompanies", get, "/api/v1/reports/devices-by-company", p.ReportsView, has != nil, plain, func(w http.ResponseWriter, r *request) error {
			return report(w, r, has.Companies)
		}},
		{"reportAges", get, "/api/v1/reports/device-age", p.ReportsView, has != nil, plain, func(w http.ResponseWriter, r *request) error {
			return report(w, r, has.Ages)
		}},
		{"reportWarranties", get, "/api/v1/reports/warranty-status", p.ReportsView, has != nil, plain, func(w http.ResponseWriter, r *request) error {
			return report(w, r, has.Warranties)
		}},
		{"exportReport", get, "/api/v1/reports/{name}/export", p.ReportsView, has != nil, plain, s.exportReport},
	}
}

// report answers with a report under the filter of the request.
func report[T any](w http.ResponseWriter, r *request, ask func(context.Context, api.Scope, api.ReportFilter) (api.Answer[T], error)) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	filter, err := r.reportFilter()
	if err != nil {
		return err
	}
	found, err := ask(r.Context(), scope, filter)
	if err != nil {
		return err
	}
	return writeAnswer(w, r, found)
}

func (r *request) reportFilter() (api.ReportFilter, error) {
	f := api.ReportFilter{
		Customers: r.ids("customer"), NoCustomer: r.flag("no_customer"), Categories: r.texts("category"), Connectivity: r.texts("connectivity"),
		Retired: r.flag("include_retired"), Virtual: r.flag("include_virtual"),
	}
	if text := r.text("compare"); text != "" {
		moment, err := r.moment(text)
		if err != nil {
			return f, err
		}
		f.Compare = &moment
	}
	return f, nil
}

// exportReport answers with a file.
func (s *Server) exportReport(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	filter, err := r.reportFilter()
	if err != nil {
		return err
	}
	found, err := s.services.Reports.Export(r.Context(), scope, r.vars["name"], filter, r.text("format"))
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.writeFile(w, found.Data)
}
