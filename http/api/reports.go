package api

import (
	"context"
	"time"

	"coresync/domain/lifetime"

	"github.com/google/uuid"
)

// The reports.
const (
	ReportCompanies  = "devices-by-company"
	ReportAges       = "device-age"
	ReportWarranties = "warranty-status"
)

// ReportNames lists the reports in the order in which people are shown them.
func ReportNames() []string { return []string{ReportCompanies, ReportAges, ReportWarranties} }

// ReportFilter says what a report counts; the zero value counts what is neither retired
// nor archived (REP-11 to REP-13).
type ReportFilter struct {
	Customers    []uuid.UUID
	NoCustomer   bool // only those without
	Categories   []string
	Connectivity []string
	Retired      bool // retired and archived ones as well
	// Virtual counts virtual machines, network devices and cloud services in the reports
	// on age and warranty as well.
	Virtual bool
	// Compare asks for the numbers of another moment beside; nil: none.
	Compare *Moment
}

// ReportHead is what every report says of itself.
type ReportHead struct {
	// On is the day that ages and warranties are reckoned on, 2006-01-02.
	On string `json:"on"`
	// Compared is the day of the other moment.
	Compared string `json:"compared_on,omitempty"`
	Total    int64  `json:"total"`
	// Before is the total at the other moment.
	Before *int64 `json:"total_before,omitempty"`
	// Summary is the report in a sentence.
	Summary string `json:"summary"`
	// Categories are those that there are, in the order in which people are shown them.
	Categories []string `json:"categories"`
	// RecordedAt is the time of the last event that the report shows.
	RecordedAt time.Time `json:"recorded_at"`
}

// ReportRow is a line of a report: so many devices.
type ReportRow struct {
	Total int64 `json:"total"`
	// Before is the total at the moment that the report compares with.
	Before *int64 `json:"total_before,omitempty"`
	// Categories are the parts of Total.
	Categories map[string]int64 `json:"categories"`
}

// CompanyReport is Devices by Company (REP-02 to REP-04).
type CompanyReport struct {
	ReportHead
	Online  int64        `json:"online"`
	Offline int64        `json:"offline"`
	Rows    []CompanyRow `json:"rows"`
}

// CompanyRow is one customer; Customer is nil for devices without one.
type CompanyRow struct {
	Customer *Ref `json:"customer"`
	ReportRow
	Online  int64 `json:"online"`
	Offline int64 `json:"offline"`
}

// AgeReport is Device Age (REP-05).
type AgeReport struct {
	ReportHead
	// MedianMonths is the age in the middle of those that are known.
	MedianMonths *int `json:"median_months,omitempty"`
	// Estimated is how many ages are known only from when the device was first seen.
	Estimated int64     `json:"estimated"`
	Bands     []AgeBand `json:"bands"`
}

// AgeBand is one band of ages.
type AgeBand struct {
	Band lifetime.Band `json:"band"`
	ReportRow
	Estimated int64 `json:"estimated"`
}

// WarrantyReport is Warranty Status (REP-07 to REP-10).
type WarrantyReport struct {
	ReportHead
	States []WarrantyState `json:"states"`
	// Ending are the warranties that end from On to the end of the month, and in the
	// eleven months after.
	Ending []MonthCount `json:"ending"`
}

// WarrantyState is one state of warranties.
type WarrantyState struct {
	State lifetime.Warranty `json:"state"`
	ReportRow
}

// MonthCount is how many there are in a month, 2006-01.
type MonthCount struct {
	Month string `json:"month"`
	N     int64  `json:"n"`
}

// Reports counts devices for account managers.
type Reports interface {
	Companies(ctx context.Context, s Scope, f ReportFilter) (Answer[CompanyReport], error)
	Ages(ctx context.Context, s Scope, f ReportFilter) (Answer[AgeReport], error)
	Warranties(ctx context.Context, s Scope, f ReportFilter) (Answer[WarrantyReport], error)
	// Export makes a file of the report with that name: the same state of the log, day and
	// filter give the same bytes. Format is csv, xlsx or pdf.
	Export(ctx context.Context, s Scope, name string, f ReportFilter, format string) (Answer[File], error)
}
