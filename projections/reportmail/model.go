package reportmail

import (
	"time"

	"coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Name is the model's name.
const Name = "reportmail"

// Model is the read model.
func Model() *projections.Model {
	return &projections.Model{
		Name: Name, Shape: 1, RuleFree: true,
		Reads:  []projections.Source{{Type: "ReportScheduled"}, {Type: "ReportUnscheduled"}, {Type: "ReportDispatched"}},
		Decode: decode,
		Tables: []projections.Table{projections.NewTable(scheduleTable())},
	}
}

func decode(_ *rules.Set, e *projections.Event, payload []byte) (any, error) {
	var body any
	switch e.Type {
	case "ReportScheduled":
		body = new(event.ReportScheduled)
	case "ReportUnscheduled":
		body = new(event.ReportUnscheduled)
	case "ReportDispatched":
		body = new(event.ReportDispatched)
	default:
		return nil, &event.UnknownTypeError{Type: e.Type}
	}
	return body, json.Unmarshal(payload, body)
}

// Schedule is a report that is sent by itself.
type Schedule struct {
	ID         uuid.UUID
	Report     string
	Filter     string
	Format     string
	Frequency  string
	Day, Hour  int64
	Zone       string
	Recipients *Recipients
	Paused     bool
	SetAt      time.Time
	SetBy      string // actor, an id
	Version    int64
	// Dispatch is the last sending, SentAt the moment that its report shows.
	Dispatch uuid.UUID
	SentAt   time.Time
}

// Recipients are users of Coresync, by id.
type Recipients struct {
	IDs []uuid.UUID `json:"ids"`
}

func scheduleTable() projections.TableSpec[Schedule] {
	return projections.TableSpec[Schedule]{
		Name:    "schedule",
		Comment: "Reports that are sent by mail by themselves.",
		Columns: columns(),
		ID:      func(r *Schedule) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			switch b := e.Body.(type) {
			case *event.ReportScheduled:
				return []uuid.UUID{b.Schedule}
			case *event.ReportUnscheduled:
				return []uuid.UUID{b.Schedule}
			case *event.ReportDispatched:
				return []uuid.UUID{b.Schedule}
			}
			return nil
		},
		Fold: fold,
	}
}

func columns() []column.Column[Schedule] {
	return []column.Column[Schedule]{
		column.UUID("id", "id of the schedule", func(r *Schedule) *uuid.UUID { return &r.ID }),
		column.Text("report", "name of the report", func(r *Schedule) *string { return &r.Report }),
		column.Text("filter", "what it is narrowed by, as a query", func(r *Schedule) *string { return &r.Filter }),
		column.Text("format", "csv, xlsx or pdf", func(r *Schedule) *string { return &r.Format }),
		column.Text("frequency", "weekly or monthly", func(r *Schedule) *string { return &r.Frequency }),
		column.Count("day", "day of the week (1 is Monday) or of the month", func(r *Schedule) *int64 { return &r.Day }),
		column.Count("hour", "hour of the clocks in the zone", func(r *Schedule) *int64 { return &r.Hour }),
		column.Text("zone", "time zone of day and hour", func(r *Schedule) *string { return &r.Zone }),
		column.Packed("recipients", "who gets it", func(r *Schedule) **Recipients { return &r.Recipients }),
		column.Bool("paused", "nothing is sent by itself", func(r *Schedule) *bool { return &r.Paused }),
		column.Time("set_at", "when it was set last", func(r *Schedule) *time.Time { return &r.SetAt }),
		column.Text("set_by", "by whom, an id", func(r *Schedule) *string { return &r.SetBy }),
		column.Count("version", "version of its stream, for conflicts", func(r *Schedule) *int64 { return &r.Version }),
		column.UUID("dispatch", "the last sending", func(r *Schedule) *uuid.UUID { return &r.Dispatch }),
		column.Time("sent_at", "the moment that the last report shows", func(r *Schedule) *time.Time { return &r.SentAt }),
	}
}

func fold(_ *rules.Set, id uuid.UUID, old *Schedule, e *projections.Event) (*Schedule, error) {
	switch b := e.Body.(type) {
	case *event.ReportScheduled:
		row := Schedule{ID: id}
		if old != nil {
			row.Dispatch, row.SentAt = old.Dispatch, old.SentAt
		}
		row.Report, row.Filter, row.Format = bounded(b.Report), bounded(b.Filter), bounded(b.Format)
		row.Frequency, row.Day, row.Hour, row.Zone = bounded(b.Frequency), int64(b.Day), int64(b.Hour), bounded(b.Zone)
		row.Recipients, row.Paused = &Recipients{b.Recipients}, b.Paused
		row.SetAt, row.SetBy, row.Version = e.OccurredAt, bounded(e.Actor), e.Version
		return &row, nil
	case *event.ReportDispatched:
		if old == nil {
			return nil, nil
		}
		row := *old
		row.Dispatch, row.SentAt = b.Dispatch, b.At
		return &row, nil
	}
	return nil, nil // it was removed
}

func bounded(s string) string { return asset.Bounded(s, asset.MaxText) }
