package service

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/adapters/export"
	"coresync/http/api"
)

// Export implements api.Ledgers.
func (s ledgers) Export(ctx context.Context, scope api.Scope, f api.LedgerFilter, devices bool, format string) (api.Answer[api.File], error) {
	var answer api.Answer[api.File]
	found, err := s.Month(ctx, scope, f)
	if err != nil {
		return answer, err
	}
	words, err := s.filterWords(ctx, scope, f)
	if err != nil {
		return answer, err
	}
	m := found.Data
	t := api.LedgerTable(&m)
	table := sheet{
		name: "device-ledger", title: "Device Ledger " + m.Month, summary: m.Summary, columns: t.Columns, rows: export.Rows(t.Rows), total: true,
		filter: words, standing: found.Standing, position: m.Position, at: m.RecordedAt, period: m.Month,
		span: fmt.Sprintf("%s to %s (%s), from what was known at position %d and at position %d",
			m.From.Format(time.RFC3339), m.Until.Format(time.RFC3339), m.Zone, m.OpeningPosition, m.Position),
	}
	if devices {
		both, _, err := s.month(ctx, scope, f)
		if err != nil {
			return answer, err
		}
		columns, rows := api.LedgerDeviceTable(both.devices(f, ""))
		table.name, table.title, table.columns, table.rows = "device-ledger-devices", "Devices of the ledger "+m.Month, columns, export.Rows(rows)
		table.total, table.ids = false, 1
	}
	return s.file(ctx, scope.Tenant, table, format)
}

// filterWords says in words what the ledger counts.
func (s ledgers) filterWords(ctx context.Context, scope api.Scope, f api.LedgerFilter) (string, error) {
	w := words{"seen in a complete listing of the month, of a billable class, neither ignored nor retired"}
	names, err := s.customersNamed(ctx, scope, f.Customers)
	w.add("customer", names...)
	w.when(f.NoCustomer, "without a customer")
	w.add("class", f.Classes...)
	w.when(f.Part != "", "those "+strings.ReplaceAll(f.Part, "_", " "))
	return w.String(), err
}
