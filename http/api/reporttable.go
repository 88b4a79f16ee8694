package api

import (
	"coresync/domain/lifetime"
)

// ReportTable is a report as rows and columns, for files and terminals.
type ReportTable struct {
	Title   string
	Head    ReportHead
	Summary string
	Columns []string
	// Rows hold texts and numbers (int64); the last one is the total.
	Rows [][]any
}

// Titles of the reports.
var reportTitles = map[string]string{ReportCompanies: "Devices by Company", ReportAges: "Device Age", ReportWarranties: "Warranty Status"}

// ReportTitle is the name of a report as people read it.
func ReportTitle(name string) string { return reportTitles[name] }

// NoCustomer is the line of devices without one (REP-13 ⚠).
const NoCustomer = "No customer"

// WarrantyWord names a state of warranties (REP-07 to REP-10).
func WarrantyWord(w lifetime.Warranty) string {
	switch w {
	case lifetime.WarrantyActive:
		return "Active"
	case lifetime.WarrantyExpiring:
		return "Expiring Soon (90 days)"
	case lifetime.WarrantyExpired:
		return "Expired"
	}
	return "No Warranty"
}

// BandWord names a band of ages (REP-05).
func BandWord(b lifetime.Band) string {
	if b == lifetime.BandUnknown {
		return "Unknown"
	}
	return string(b)
}

// TableOf makes a table of *CompanyReport, *AgeReport or *WarrantyReport; of anything else none.
func TableOf(report any) ReportTable {
	switch r := report.(type) {
	case *CompanyReport:
		return r.table()
	case *AgeReport:
		return r.table()
	case *WarrantyReport:
		return r.table()
	}
	return ReportTable{}
}

// tableWith begins a table: what a line is about, then more numbers, then the types.
func tableWith(title, first string, head ReportHead, more ...string) ReportTable {
	t := ReportTable{Title: title, Head: head, Summary: head.Summary, Columns: append([]string{first, "Total"}, more...)}
	if head.Before != nil {
		t.Columns = append(t.Columns, "On "+head.Compared, "Difference")
	}
	t.Columns = append(t.Columns, head.Categories...)
	return t
}

func (t *ReportTable) add(first string, row ReportRow, more ...any) {
	line := append([]any{first, row.Total}, more...)
	if row.Before != nil {
		line = append(line, *row.Before, row.Total-*row.Before)
	}
	for _, c := range t.Head.Categories {
		line = append(line, row.Categories[c])
	}
	t.Rows = append(t.Rows, line)
}

// total adds the last line up.
func (t *ReportTable) total(rows []ReportRow, more ...any) {
	sum := ReportRow{Total: t.Head.Total, Before: t.Head.Before, Categories: map[string]int64{}}
	for _, r := range rows {
		for c, n := range r.Categories {
			sum.Categories[c] += n
		}
	}
	t.add("Total", sum, more...)
}

func (r *CompanyReport) table() ReportTable {
	t := tableWith(ReportTitle(ReportCompanies), "Customer", r.ReportHead, "Online", "Offline")
	var rows []ReportRow
	for _, row := range r.Rows {
		name := NoCustomer
		if row.Customer != nil {
			name = row.Customer.Name
		}
		t.add(name, row.ReportRow, row.Online, row.Offline)
		rows = append(rows, row.ReportRow)
	}
	t.total(rows, r.Online, r.Offline)
	return t
}

func (r *AgeReport) table() ReportTable {
	t := tableWith(ReportTitle(ReportAges), "Age", r.ReportHead, "Of these estimated")
	var rows []ReportRow
	for _, row := range r.Bands {
		t.add(BandWord(row.Band), row.ReportRow, row.Estimated)
		rows = append(rows, row.ReportRow)
	}
	t.total(rows, r.Estimated)
	return t
}

func (r *WarrantyReport) table() ReportTable {
	t := tableWith(ReportTitle(ReportWarranties), "Warranty", r.ReportHead)
	var rows []ReportRow
	for _, row := range r.States {
		t.add(WarrantyWord(row.State), row.ReportRow)
		rows = append(rows, row.ReportRow)
	}
	t.total(rows)
	return t
}
