package event

import (
	"time"

	"github.com/google/uuid"
)

// ReportScheduled says that a report is sent by mail by itself: all of the schedule at once.
type ReportScheduled struct {
	Schedule uuid.UUID `json:"schedule"`
	// Report is the name of the report, Filter what it is narrowed by, as the query of its
	// address in the API: ids, never names.
	Report string `json:"report"`
	Filter string `json:"filter,omitempty"`
	Format string `json:"format"` // csv, xlsx or pdf
	// Frequency is weekly or monthly; Day the day of the week (1 is Monday) or of the month,
	// of which shorter months have their last; Hour that of the clocks in Zone.
	Frequency string `json:"frequency"`
	Day       int    `json:"day"`
	Hour      int    `json:"hour"`
	Zone      string `json:"zone"`
	// Recipients are users of Coresync by id, at least one.
	Recipients []uuid.UUID `json:"recipients"`
	Paused     bool        `json:"paused,omitempty"`
	// From is the moment of the decision: no turn before it is made up for.
	From time.Time `json:"from"`
}

// ReportUnscheduled ends a schedule. What was sent was sent.
type ReportUnscheduled struct {
	Schedule uuid.UUID `json:"schedule"`
}

// ReportDispatched says that a report of a moment was given to the mail: a letter to each
// recipient, of which the ledger of effects knows what became. It holds all that the file
// is made of, so it is the same however often a letter is tried.
type ReportDispatched struct {
	Dispatch uuid.UUID `json:"dispatch"`
	Schedule uuid.UUID `json:"schedule"`
	Report   string    `json:"report"`
	Filter   string    `json:"filter,omitempty"`
	Format   string    `json:"format"`
	Zone     string    `json:"zone"`
	// At is the moment that the report shows, Since that of the turn before.
	At         time.Time   `json:"at"`
	Since      time.Time   `json:"since"`
	Recipients []uuid.UUID `json:"recipients"`
}

// EventType implements Payload.
func (ReportScheduled) EventType() Type { return "ReportScheduled" }

// EventType implements Payload.
func (ReportUnscheduled) EventType() Type { return "ReportUnscheduled" }

// EventType implements Payload.
func (ReportDispatched) EventType() Type { return "ReportDispatched" }

// ReportScheduleStream is the stream of a schedule of a report.
func ReportScheduleStream(id uuid.UUID) string { return "report-schedule/" + id.String() }

// ReportDispatchStream is the stream of one sending.
func ReportDispatchStream(id uuid.UUID) string { return "report-dispatch/" + id.String() }
