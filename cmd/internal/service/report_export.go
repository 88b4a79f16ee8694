package service

import (
	"context"

	"coresync/adapters/export"
	"coresync/domain"
	"coresync/http/api"
)

// Export implements api.Reports.
func (s reports) Export(ctx context.Context, scope api.Scope, name string, f api.ReportFilter, format string) (api.Answer[api.File], error) {
	standing, table, err := s.table(ctx, scope, name, f)
	if err != nil {
		return api.Answer[api.File]{}, err
	}
	words, err := s.filterWords(ctx, scope, f)
	if err != nil {
		return api.Answer[api.File]{}, err
	}
	return s.file(ctx, scope.Tenant, sheet{
		name: name, title: table.Title, summary: table.Summary, columns: table.Columns, rows: export.Rows(table.Rows), total: true,
		filter: words, standing: standing, at: table.Head.RecordedAt, on: table.Head.On,
	}, format)
}

// table asks for a report as a table.
func (s reports) table(ctx context.Context, scope api.Scope, name string, f api.ReportFilter) (api.Standing, api.ReportTable, error) {
	switch name {
	case api.ReportCompanies:
		found, err := s.Companies(ctx, scope, f)
		return found.Standing, api.TableOf(&found.Data), err
	case api.ReportAges:
		found, err := s.Ages(ctx, scope, f)
		return found.Standing, api.TableOf(&found.Data), err
	case api.ReportWarranties:
		found, err := s.Warranties(ctx, scope, f)
		return found.Standing, api.TableOf(&found.Data), err
	}
	return api.Standing{}, api.ReportTable{}, domain.NotFound("report")
}

// filterWords says in words what a report counts.
func (s reports) filterWords(ctx context.Context, scope api.Scope, f api.ReportFilter) (string, error) {
	var w words
	names, err := s.customersNamed(ctx, scope, f.Customers)
	w.add("customer", names...)
	w.when(f.NoCustomer, "without a customer")
	w.add("type", f.Categories...)
	w.add("online status", f.Connectivity...)
	w.when(f.Retired, "retired and archived ones included")
	w.when(!f.Retired, "retired and archived ones left out")
	w.when(f.Virtual, "virtual machines, network devices and cloud services included")
	return w.String(), err
}
