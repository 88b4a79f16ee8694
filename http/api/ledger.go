package api

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
)

// ReportLedger is the report of what is billed at the end of a month.
const ReportLedger = "device-ledger"

// LedgerFilter says which month's ledger, and what of it.
type LedgerFilter struct {
	// Month is 2006-01; empty: the month that runs.
	Month      string
	Customers  []uuid.UUID
	NoCustomer bool     // only devices without
	Classes    []string // NinjaOne's node classes
	// Part narrows devices to those of a part of a line: opening, added, removed,
	// moved_in, moved_out or closing; empty: all that are or were billed. NotBilled asks for
	// the others.
	Part string
	// Why narrows those that are not billed to a reason.
	Why string
}

// NotBilled is the part of what is there at the end of the month and not billed.
const NotBilled = "not_billed"

// Holds tells whether a line is one of those that are asked for.
func (f *LedgerFilter) Holds(customer uuid.UUID, class string) bool {
	switch {
	case len(f.Classes) > 0 && !slices.Contains(f.Classes, class):
		return false
	case f.NoCustomer && customer == uuid.Nil:
		return true
	case f.NoCustomer || len(f.Customers) > 0:
		return slices.Contains(f.Customers, customer)
	}
	return true
}

// LedgerCount explains how a number of billed devices changed in a month:
// opening + added - removed + moved_in - moved_out = closing.
type LedgerCount struct {
	Opening  int64 `json:"opening"`
	Added    int64 `json:"added"`
	Removed  int64 `json:"removed"`
	MovedIn  int64 `json:"moved_in"`
	MovedOut int64 `json:"moved_out"`
	Closing  int64 `json:"closing"`
}

// Add adds the numbers of another line.
func (c *LedgerCount) Add(more LedgerCount) {
	c.Opening += more.Opening
	c.Added += more.Added
	c.Removed += more.Removed
	c.MovedIn += more.MovedIn
	c.MovedOut += more.MovedOut
	c.Closing += more.Closing
}

// Ledger is the month-end device ledger (beyond.md rank 3).
type Ledger struct {
	Month string `json:"month"` // 2006-01
	// From and Until bound the month in the workspace's zone; Until is no part of it.
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Zone  string    `json:"zone"`
	// Open: the month still runs, so the closing is that of now.
	Open bool `json:"open"`
	// OpeningPosition and Position are where the log stood at both ends; the rules are
	// those of then. So any past month is the same whenever it is asked for.
	OpeningPosition int64        `json:"opening_position"`
	Position        int64        `json:"position"`
	RecordedAt      time.Time    `json:"recorded_at"` // of the last event that counts
	Total           LedgerCount  `json:"total"`
	Lines           []LedgerLine `json:"lines"`
	// NotBilled counts by reason what is there at the end of the month and not billed.
	NotBilled map[string]int64 `json:"not_billed"`
	// Unknown are classes that the table of billable classes does not know.
	Unknown []string `json:"unknown_classes"`
	Summary string   `json:"summary"` // in a sentence
}

// LedgerLine is one customer and class; Customer is nil for devices without one.
type LedgerLine struct {
	Customer *Ref   `json:"customer"`
	Class    string `json:"class"`
	LedgerCount
}

// LedgerDevice is a device behind the numbers.
type LedgerDevice struct {
	Asset    Ref    `json:"asset"`
	Customer *Ref   `json:"customer"`
	Class    string `json:"class"`
	Change   string `json:"change"` // stayed, added, removed, moved or not_billed
	// Why it was not billed before, of what was added; why it is not now, of the others.
	Why string `json:"why,omitempty"`
	// FromCustomer and FromClass are those of the month before, of what moved.
	FromCustomer *Ref   `json:"from_customer,omitempty"`
	FromClass    string `json:"from_class,omitempty"`
}

// BillableClasses is the table of what is billed.
type BillableClasses struct {
	Classes []BillableClass `json:"classes"`
	Version int64           `json:"version"`
}

// BillableClass is a node class of NinjaOne.
type BillableClass struct {
	Class    string `json:"class"`
	Billable bool   `json:"billable"`
}

// BillableDraft changes the classes that it names.
type BillableDraft struct {
	Classes []BillableClass `json:"classes"`
}

// Ledgers tells what is billed.
type Ledgers interface {
	Month(ctx context.Context, s Scope, f LedgerFilter) (Answer[Ledger], error)
	// Devices is a page of the devices behind the numbers, by name.
	Devices(ctx context.Context, s Scope, f LedgerFilter, l List) (Answer[Page[LedgerDevice]], error)
	// Export makes a file of the month: of its lines, or of its devices for the invoice.
	// The same month gives the same bytes.
	Export(ctx context.Context, s Scope, f LedgerFilter, devices bool, format string) (Answer[File], error)
	Classes(ctx context.Context, s Scope) (Answer[BillableClasses], error)
	SetClasses(ctx context.Context, c Command, d BillableDraft) (Written, error)
}
