package service

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/adapters/export"
	"coresync/domain"
	"coresync/http/api"
)

// Export implements api.Ledgers.
func (s ledgers) Export(ctx context.Context, scope api.Scope, f api.LedgerFilter, devices bool, format string) (api.Answer[api.File], error) {
	var answer api.Answer[api.File]
	found, err := s.Month(ctx, scope, f)
	if err != nil {
		return answer, err
	}
	m, name := found.Data, "device-ledger-"+found.Data.Month
	position := fmt.Sprintf("position %d of log %s", m.Position, found.Standing.Position.Epoch)
	t := api.LedgerTable(&m)
	table := export.Table{
		Title: "Device Ledger " + m.Month, At: m.RecordedAt, Foot: "Device Ledger " + m.Month + ", " + position, Columns: t.Columns, Rows: t.Rows, Total: true,
		Lines: []string{
			m.Summary, "Filter: " + ledgerWords(f),
			fmt.Sprintf("From %s to %s (%s), from what was known at position %d and at %s, rules %s.",
				m.From.Format(time.RFC3339), m.Until.Format(time.RFC3339), m.Zone, m.OpeningPosition, position, found.Standing.Rules),
		},
	}
	if devices {
		name, table.Total = "device-ledger-devices-"+found.Data.Month, false
		both, _, err := s.month(ctx, scope, f)
		if err != nil {
			return answer, err
		}
		table.Columns, table.Rows = api.LedgerDeviceTable(both.devices(f, ""))
	}
	var body bytes.Buffer
	switch err := export.Write(&body, export.Format(format), table); {
	case err != nil:
		return answer, err
	case export.Format(format).MediaType() == "":
		return answer, domain.NotFound("format")
	}
	answer.Standing = found.Standing
	answer.Data = api.File{
		Name:      fmt.Sprintf("%s-position-%d.%s", name, m.Position, format),
		MediaType: export.Format(format).MediaType(), Body: body.Bytes(),
	}
	return answer, nil
}

// ledgerWords says in words what the ledger counts.
func ledgerWords(f api.LedgerFilter) string {
	words := []string{"seen in a complete listing of the month, of a billable class, neither ignored nor retired"}
	if len(f.Customers) > 0 {
		words = append(words, fmt.Sprintf("of %d customers", len(f.Customers)))
	}
	if f.NoCustomer {
		words = append(words, "without a customer")
	}
	if len(f.Classes) > 0 {
		words = append(words, "class "+strings.Join(f.Classes, " or "))
	}
	if f.Part != "" {
		words = append(words, "those "+strings.ReplaceAll(f.Part, "_", " "))
	}
	return strings.Join(words, "; ") + "."
}
