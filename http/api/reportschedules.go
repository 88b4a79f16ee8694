package api

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// ReportSchedule is a report that is sent by mail by itself (beyond.md rank 16).
type ReportSchedule struct {
	ID     uuid.UUID `json:"id"`
	Report string    `json:"report"`
	// Title names the report as people read it, Narrowed says in words what of it is sent.
	Title    string `json:"title"`
	Narrowed string `json:"narrowed"`
	// Filter is what the report is narrowed by, as the query of its address in the API.
	Filter    string `json:"filter"`
	Format    string `json:"format"`    // csv, xlsx or pdf
	Frequency string `json:"frequency"` // weekly or monthly
	Day       int    `json:"day"`       // of the week (1 is Monday) or of the month; shorter months have their last
	Hour      int    `json:"hour"`
	Zone      string `json:"zone"`
	// When says day and hour in words.
	When       string      `json:"when"`
	Recipients []Ref       `json:"recipients"`
	Paused     bool        `json:"paused"`
	NextAt     *time.Time  `json:"next_at,omitempty"`
	Last       *ReportSent `json:"last,omitempty"`
	SetBy      string      `json:"set_by"`
	SetAt      time.Time   `json:"set_at"`
	Version    int64       `json:"version"`
}

// ReportSent is the last sending of a report: of which moment, and what became of the letters.
type ReportSent struct {
	ID      uuid.UUID `json:"id"`
	At      time.Time `json:"at"`      // the moment that the report shows
	Sent    int       `json:"sent"`    // letters that the mail server took
	Waiting int       `json:"waiting"` // that are still to be sent, or tried again
	Failed  int       `json:"failed"`  // that were given up
	Moot    int       `json:"moot"`    // to people who may not see the report any more
	Message string    `json:"message,omitempty"`
}

// ReportSchedules are all schedules of a workspace.
type ReportSchedules struct {
	Items []ReportSchedule `json:"items"`
	// Mail tells that letters can be sent; without, they wait for a mail server.
	Mail bool `json:"mail"`
}

// ReportScheduleDraft is a schedule as it is to be: all of it.
type ReportScheduleDraft struct {
	Report     string      `json:"report"`
	Filter     string      `json:"filter"`
	Format     string      `json:"format"`
	Frequency  string      `json:"frequency"`
	Day        int         `json:"day"`
	Hour       int         `json:"hour"`
	Recipients []uuid.UUID `json:"recipients"`
	Paused     bool        `json:"paused"`
}

// Draft is the schedule as it is, to be changed.
func (s *ReportSchedule) Draft() ReportScheduleDraft {
	d := ReportScheduleDraft{
		Report: s.Report, Filter: s.Filter, Format: s.Format, Frequency: s.Frequency, Day: s.Day, Hour: s.Hour, Paused: s.Paused,
	}
	for _, r := range s.Recipients {
		d.Recipients = append(d.Recipients, r.ID)
	}
	return d
}

// ScheduledReports lists the reports and lists that can be sent, in the order in which people
// are shown them: all of which a file can be made, but for what needs a moment to be named.
func ScheduledReports() (names []string) {
	for _, t := range ExportTables() {
		if t.Name != TableComparison && t.Name != TableInbox { // which are of two moments, and of one person
			names = append(names, t.Name)
		}
	}
	return names
}

// ScheduledTitle names a report that can be sent.
func ScheduledTitle(name string) string {
	switch name {
	case ReportLedger:
		return "Device Ledger of the month before"
	case ReportMovements:
		return "Movements since the last turn"
	}
	t, _ := ExportTableOf(name) // of none, nothing
	return t.Title
}

// TurnWords say when a schedule is due.
func TurnWords(frequency string, day, hour int) string {
	if frequency == "weekly" {
		return fmt.Sprintf("%ss at %02d:00", time.Weekday(day%7), hour)
	}
	word := "th"
	switch day {
	case 1, 21, 31:
		word = "st"
	case 2, 22:
		word = "nd"
	case 3, 23:
		word = "rd"
	}
	said := fmt.Sprintf("the %d%s of each month at %02d:00", day, word, hour)
	if day > 28 {
		said += " (the last day of shorter ones)"
	}
	return said
}

// ReportMail sends reports by mail by themselves. Recipients are users who may see what
// they are sent.
type ReportMail interface {
	List(ctx context.Context, s Scope) (Answer[ReportSchedules], error)
	Get(ctx context.Context, s Scope, id uuid.UUID) (Answer[ReportSchedule], error)
	// Describe says in words what a filter leaves. Error: all that is wrong with it.
	Describe(ctx context.Context, s Scope, report, filter string) (string, error)
	Create(ctx context.Context, c Command, d ReportScheduleDraft) (Written, error)
	// Change says all of a schedule anew.
	Change(ctx context.Context, c Command, id uuid.UUID, d ReportScheduleDraft) (Written, error)
	Remove(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	// Send sends the report of now, besides its turns. Error: domain.CodeConflict where there
	// is no mail server.
	Send(ctx context.Context, c Command, id uuid.UUID) (Written, error)
}
