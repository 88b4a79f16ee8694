package api

import (
	"strings"

	"coresync/domain/spreadsheet"
)

// LedgerTable is a month's ledger as rows and columns, the last of them the total.
func LedgerTable(l *Ledger) ReportTable {
	t := ReportTable{
		Title: "Device Ledger", Summary: l.Summary,
		Columns: []string{"Customer", "Class", "Opening", "Added", "Removed", "Moved in", "Moved out", "Closing"},
	}
	for _, line := range l.Lines {
		name := NoCustomer
		if line.Customer != nil {
			name = line.Customer.Name
		}
		t.Rows = append(t.Rows, line.cells(name, line.Class))
	}
	t.Rows = append(t.Rows, l.Total.cells("Total", ""))
	return t
}

func (c LedgerCount) cells(customer, class string) []any {
	return []any{customer, class, c.Opening, c.Added, c.Removed, c.MovedIn, c.MovedOut, c.Closing}
}

// MovementTable lists movements as rows and columns.
func MovementTable(all []Movement) (columns []string, rows [][]any) {
	word := func(e *MovedEnd) string {
		switch {
		case e == nil:
			return ""
		case e.Name == "" && e.ID != nil:
			return e.ID.String()
		}
		return e.Name
	}
	for _, m := range all {
		customer := NoCustomer
		if m.Customer != nil {
			customer = m.Customer.Name
		}
		rows = append(rows, []any{m.Asset.Name, m.Kind, word(m.From), word(m.To), spreadsheet.Moment(m.At), customer, m.Type, m.Asset.ID.String()})
	}
	return []string{"Device", "What", "From", "To", "When", "Customer", "By", "Asset"}, rows
}

// LedgerDeviceTable lists devices for an invoice.
func LedgerDeviceTable(all []LedgerDevice) (columns []string, rows [][]any) {
	of := func(r *Ref) string {
		if r == nil {
			return NoCustomer
		}
		return r.Name
	}
	for _, d := range all {
		from := ""
		if d.Change == "moved" {
			from = of(d.FromCustomer) + ", " + d.FromClass
		}
		rows = append(rows, []any{d.Asset.Name, of(d.Customer), d.Class, d.Change, strings.ReplaceAll(d.Why, "_", " "), from, d.Asset.ID.String()})
	}
	return []string{"Device", "Customer", "Class", "Change", "Why", "From", "Asset"}, rows
}
