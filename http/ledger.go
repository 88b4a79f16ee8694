package http

import (
	"net/http"

	"coresync/http/api"
	p "coresync/http/permission"
)

// ledgerRoutes are what is billed, and what changed hands.
func (s *Server) ledgerRoutes() []route {
	ledgers, movements := s.services.Ledgers != nil, s.services.Movements != nil
	return []route{
		{"reportLedger", get, "/api/v1/reports/device-ledger", p.ReportsView, ledgers, plain, s.reportLedger},
		{"listLedgerDevices", get, "/api/v1/reports/device-ledger/devices", p.ReportsView, ledgers, plain, s.listLedgerDevices},
		{"exportLedger", get, "/api/v1/reports/device-ledger/export", p.ReportsView, ledgers, plain, s.exportLedger},
		{"getBillableClasses", get, "/api/v1/billable-classes", p.ReportsView, ledgers, plain, s.getBillableClasses},
		{"setBillableClasses", put, "/api/v1/billable-classes", p.AssetsManage, ledgers, plain, s.setBillableClasses},
		{"listMovements", get, "/api/v1/reports/movements", p.ReportsView, movements, plain, s.listMovements},
		{"exportMovements", get, "/api/v1/reports/movements/export", p.ReportsView, movements, plain, s.exportMovements},
	}
}

func (r *request) ledgerFilter() api.LedgerFilter {
	return api.LedgerFilter{
		Month: r.text("month"), Customers: r.ids("customer"), NoCustomer: r.flag("no_customer"), Classes: r.texts("class"), Part: r.text("part"), Why: r.text("why"),
	}
}

func (s *Server) reportLedger(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Ledgers.Month(r.Context(), scope, r.ledgerFilter())
	if err != nil {
		return err
	}
	filled(&found.Data.Lines)
	filled(&found.Data.Unknown)
	return writeAnswer(w, r, found)
}

func (s *Server) listLedgerDevices(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.Ledgers.Devices(r.Context(), scope, r.ledgerFilter(), list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}

func (s *Server) exportLedger(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Ledgers.Export(r.Context(), scope, r.ledgerFilter(), r.flag("devices"), r.text("format"))
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.writeFile(w, found.Data)
}

func (s *Server) getBillableClasses(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Ledgers.Classes(r.Context(), scope)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	tag(w, found.Data.Version)
	return r.write(w, http.StatusOK, found.Data)
}

func (s *Server) setBillableClasses(w http.ResponseWriter, r *request) error {
	var draft api.BillableDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.Ledgers.SetClasses(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (r *request) movementFilter() api.MovementFilter {
	return api.MovementFilter{
		From: r.instant("from"), To: r.instant("to"), Kinds: r.texts("kind"), Customers: r.ids("customer"), Asset: r.id("asset"), Between: r.flag("between_customers"),
	}
}

func (s *Server) listMovements(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.Movements.List(r.Context(), scope, r.movementFilter(), list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}

func (s *Server) exportMovements(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Movements.Export(r.Context(), scope, r.movementFilter(), r.text("format"))
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.writeFile(w, found.Data)
}
