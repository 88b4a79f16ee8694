package asset

import (
	"strconv"
	"time"

	rule "coresync/domain/asset"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// What a cell of the reports counts assets by.
const (
	// MeasureDevices: by place and customer.
	MeasureDevices = "devices"
	// MeasureBorn: by the month of their birth.
	MeasureBorn = "born"
	// MeasureWarranty: by the month in which their warranty ends.
	MeasureWarranty = "warranty"
)

// Countable is what assets are narrowed by in reports; cells and rows of assets have
// the same columns for it.
type Countable struct {
	Category     rule.Category
	NodeClass    string
	Virtual      bool
	Connectivity rule.Connectivity
	Status       rule.Status
	Source       string
}

// ReportCell is how many assets that are shown are alike in all of its members. Cells
// by place know no month and cells by month no place: with both, there would be about
// as many cells as assets, and a page of devices that went off line would change all
// of them.
type ReportCell struct {
	ID      uuid.UUID
	Measure string
	Countable
	Organization uuid.UUID // row id; zero: none
	Location     uuid.UUID // row id; zero: none
	Customer     uuid.UUID // of an asset that has one of its own
	Tags         string    // a list of texts, as rows have it; "": none
	Month        time.Time // the first day of it; zero: not known
	Estimated    bool      // the birth is when it was first seen
	N            int64
}

// cellNames names the ids of cells.
var cellNames = uuid.MustParse("5f0f4d3c-54f1-4c0b-8d0f-3a7d1f9f7c11")

func cellTable() projections.Sum {
	return projections.NewSum(projections.SumSpec[Row, ReportCell]{
		TableSpec: projections.TableSpec[ReportCell]{
			Name:    "report_cell",
			Comment: "How many assets are alike, for reports: by place, by month of birth, by month of the end of the warranty.",
			Columns: cellColumns(),
			ID:      func(c *ReportCell) uuid.UUID { return c.ID },
			Indexes: []projections.Index{
				{Name: "report_cell_devices", On: "organization", Where: "measure = 'devices'"},
				{Name: "report_cell_born", On: "month", Where: "measure = 'born'"},
				{Name: "report_cell_warranty", On: "month", Where: "measure = 'warranty'"},
			},
		},
		Rows: "asset", Cells: cells,
		Identify: func(c ReportCell) uuid.UUID { return uuid.NewSHA1(cellNames, c.name()) },
		Place:    func(c *ReportCell, id uuid.UUID, n int64) { c.ID, c.N = id, n },
		Number:   func(c *ReportCell) int64 { return c.N },
	})
}

func cells(row *Row, yield func(ReportCell)) {
	if !row.Shown {
		return
	}
	alike := Countable{row.Category, row.NodeClass, row.Virtual, row.Connectivity, row.Status, row.Source}
	born, estimated := row.Born()
	yield(ReportCell{Measure: MeasureDevices, Countable: alike, Organization: row.Organization, Location: row.Location, Customer: row.Customer, Tags: string(row.Tags)})
	yield(ReportCell{Measure: MeasureBorn, Countable: alike, Month: month(born), Estimated: estimated})
	yield(ReportCell{Measure: MeasureWarranty, Countable: alike, Month: month(row.WarrantyEnd)})
}

func month(day time.Time) time.Time {
	if day.IsZero() {
		return time.Time{}
	}
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// Born is the day from which an asset's age counts, the first that is known (REP-05 ⚠):
// when it was bought, as people say; when its maker delivered it; when its warranty
// began; and, estimated, when its agent was enrolled or NinjaOne first showed it. When
// an asset was typed in says nothing. Zero: not known. BornSQL says the same.
func (r *Row) Born() (day time.Time, estimated bool) {
	for _, d := range []time.Time{r.PurchasedOn, r.FulfilledOn, r.WarrantyStart} {
		if !d.IsZero() {
			return date(d), false
		}
	}
	seen := r.FirstSeenAt
	if !r.CreatedAt.IsZero() && (seen.IsZero() || r.CreatedAt.Before(seen)) {
		seen = r.CreatedAt
	}
	if seen.IsZero() || r.Source != SourceNinjaOne {
		return time.Time{}, false
	}
	return date(seen.UTC()), true
}

// BornSQL is Born for a row of assets named a, EstimatedSQL whether it is estimated. The
// day is a column of its own: what a role that sees one tenant only may ask an index is
// a plain comparison.
const (
	BornSQL      = "a.born"
	EstimatedSQL = "(a.born is not null and coalesce(a.purchased_on, a.fulfilled_on, a.warranty_start) is null)"
)

// bornColumn is what Born says; nothing is read back from it.
func bornColumn(r *Row) *time.Time {
	day, _ := r.Born()
	return &day
}

func date(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// name is what tells a cell from all others.
func (c ReportCell) name() []byte {
	b := make([]byte, 0, 160)
	for _, s := range []string{c.Measure, string(c.Category), c.NodeClass, string(c.Connectivity), string(c.Status), c.Source} {
		b = append(strconv.AppendInt(b, int64(len(s)), 10), ':')
		b = append(b, s...)
	}
	b = append(append(append(b, c.Organization[:]...), c.Location[:]...), c.Customer[:]...)
	b = strconv.AppendBool(strconv.AppendBool(b, c.Virtual), c.Estimated)
	return append(c.Month.AppendFormat(b, time.DateOnly), c.Tags...)
}

func cellColumns() []column.Column[ReportCell] {
	return []column.Column[ReportCell]{
		column.UUID("id", "id of the cell, made of what it says", func(c *ReportCell) *uuid.UUID { return &c.ID }),
		column.Count("n", "how many assets", func(c *ReportCell) *int64 { return &c.N }),
		column.Text("measure", "devices, born or warranty: what they are counted by", func(c *ReportCell) *string { return &c.Measure }),
		column.UUID("organization", "id of the organization's row, of devices", func(c *ReportCell) *uuid.UUID { return &c.Organization }),
		column.UUID("location", "id of the location's row, of devices", func(c *ReportCell) *uuid.UUID { return &c.Location }),
		column.UUID("customer", "customer of assets that have one of their own, of devices", func(c *ReportCell) *uuid.UUID { return &c.Customer }),
		column.JSONText("tags", "tags in NinjaOne, of devices", func(c *ReportCell) *string { return &c.Tags }),
		column.Text("category", "category (CAT)", func(c *ReportCell) *rule.Category { return &c.Category }),
		column.Text("node_class", "class in NinjaOne", func(c *ReportCell) *string { return &c.NodeClass }),
		column.Bool("virtual", "virtual machines", func(c *ReportCell) *bool { return &c.Virtual }),
		column.Text("connectivity", "online, offline, not_monitored or unknown", func(c *ReportCell) *rule.Connectivity { return &c.Connectivity }),
		column.Text("status", "in_use, available, maintenance, retired, lost or archived", func(c *ReportCell) *rule.Status { return &c.Status }),
		column.Text("source", "ninjaone or manual", func(c *ReportCell) *string { return &c.Source }),
		column.Date("month", "first day of the month of birth, or in which the warranty ends; null: not known", func(c *ReportCell) *time.Time { return &c.Month }),
		column.Bool("estimated", "the birth is when they were first seen", func(c *ReportCell) *bool { return &c.Estimated }),
	}
}
