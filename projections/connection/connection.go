package connection

import (
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Connection is a NinjaOne instance as it is connected, without secrets.
type Connection struct {
	ID              uuid.UUID
	Name            string
	Region          string
	BaseURL         string
	Grant           string
	ClientID        string
	DashboardDomain string
	AddedAt         time.Time
	RemovedAt       time.Time
	Assets          string // what became of its assets: keep, mark or archive

	Frequency string
	Zone      string
	Anchor    time.Time

	LastRun       uuid.UUID // newest run that ended
	LastSyncAt    time.Time // end of the newest complete run
	LastFailure   string    // reason of the newest run, when it failed
	LastMessage   string
	LastFailureAt time.Time

	Version  int64
	Position int64
}

func connectionTable() projections.TableSpec[Connection] {
	return projections.TableSpec[Connection]{
		Name:    "connection",
		Comment: "NinjaOne connections and their schedules.",
		Columns: []column.Column[Connection]{
			column.UUID("id", "id of the connection", func(r *Connection) *uuid.UUID { return &r.ID }),
			column.Text("name", "name", func(r *Connection) *string { return &r.Name }),
			column.Text("region", "US, EU, Oceania, Canada, US2 or Simulator", func(r *Connection) *string { return &r.Region }),
			column.Text("base_url", "address of a simulator", func(r *Connection) *string { return &r.BaseURL }),
			column.Text("grant_type", "client_credentials or authorization_code", func(r *Connection) *string { return &r.Grant }),
			column.Text("client_id", "client id in NinjaOne", func(r *Connection) *string { return &r.ClientID }),
			column.Text("dashboard_domain", "host of links into NinjaOne", func(r *Connection) *string { return &r.DashboardDomain }),
			column.Time("added_at", "when it was connected", func(r *Connection) *time.Time { return &r.AddedAt }),
			column.Time("removed_at", "when it was ended", func(r *Connection) *time.Time { return &r.RemovedAt }),
			column.Text("assets", "what became of its assets: keep, mark or archive", func(r *Connection) *string { return &r.Assets }),
			column.Text("frequency", "hourly, daily, weekly or manual", func(r *Connection) *string { return &r.Frequency }),
			column.Text("zone", "time zone of the schedule", func(r *Connection) *string { return &r.Zone }),
			column.Time("anchor", "moment when the schedule was chosen", func(r *Connection) *time.Time { return &r.Anchor }),
			column.UUID("last_run", "newest run that ended", func(r *Connection) *uuid.UUID { return &r.LastRun }),
			column.Time("last_sync_at", "end of the newest complete run", func(r *Connection) *time.Time { return &r.LastSyncAt }),
			column.Text("last_failure", "reason of the newest run, when it failed", func(r *Connection) *string { return &r.LastFailure }),
			column.Text("last_message", "what it said", func(r *Connection) *string { return &r.LastMessage }),
			column.Time("last_failure_at", "when", func(r *Connection) *time.Time { return &r.LastFailureAt }),
			column.Count("version", "version of its stream, for conflicts", func(r *Connection) *int64 { return &r.Version }),
			column.Int("position", "newest event", func(r *Connection) *int64 { return &r.Position }),
		},
		ID:   func(r *Connection) uuid.UUID { return r.ID },
		Keys: connectionKeys,
		Fold: foldConnection,
	}
}

func connectionKeys(e *projections.Event) []uuid.UUID {
	switch b := e.Body.(type) {
	case *event.ConnectionAdded:
		return []uuid.UUID{b.Connection}
	case *event.ConnectionChanged:
		return []uuid.UUID{b.Connection}
	case *event.ConnectionRemoved:
		return []uuid.UUID{b.Connection}
	case *event.ScheduleSet:
		return []uuid.UUID{b.Connection}
	case *event.ConnectionAuthorised:
		return []uuid.UUID{b.Connection}
	case *event.SyncCompleted:
		return []uuid.UUID{b.Connection}
	case *event.SyncFailed:
		return []uuid.UUID{b.Connection}
	}
	return nil
}

func foldConnection(_ *rules.Set, id uuid.UUID, old *Connection, e *projections.Event) (*Connection, error) {
	row := &Connection{ID: id}
	if old != nil {
		*row = *old
	}
	switch b := e.Body.(type) {
	case *event.ConnectionAdded:
		row.settings(b)
		row.AddedAt, row.RemovedAt, row.Assets = e.OccurredAt, time.Time{}, ""
	case *event.ConnectionChanged:
		row.settings(&b.ConnectionAdded)
	case *event.ConnectionRemoved:
		row.RemovedAt, row.Assets = e.OccurredAt, rule.Bounded(b.Assets, rule.MaxText)
	case *event.ScheduleSet:
		row.Frequency, row.Zone = rule.Bounded(b.Frequency, rule.MaxText), rule.Bounded(b.Zone, rule.MaxText)
		row.Anchor = b.Anchor
	case *event.ConnectionAuthorised:
		if event.MendedBySignIn(row.LastFailure) {
			row.LastFailure, row.LastMessage, row.LastFailureAt = "", "", time.Time{}
		}
	case *event.SyncCompleted:
		row.LastRun, row.LastSyncAt = b.Run, b.EndedAt
		row.LastFailure, row.LastMessage, row.LastFailureAt = "", "", time.Time{}
		return row, nil // a run is no change of the settings
	case *event.SyncFailed:
		row.LastRun, row.LastFailureAt = b.Run, b.EndedAt
		row.LastFailure, row.LastMessage = rule.Bounded(b.Reason, rule.MaxText), rule.Bounded(b.Message, maxMessage)
		return row, nil
	}
	row.Version, row.Position = e.Version, e.Position
	return row, nil
}

const maxMessage = 2000 // bytes

func (r *Connection) settings(b *event.ConnectionAdded) {
	r.Name, r.Region = rule.Bounded(b.Name, rule.MaxText), rule.Bounded(b.Region, rule.MaxText)
	r.BaseURL, r.Grant = rule.Bounded(b.BaseURL, rule.MaxText), rule.Bounded(b.Grant, rule.MaxText)
	r.ClientID = rule.Bounded(b.ClientID, rule.MaxText)
	r.DashboardDomain = rule.Bounded(b.DashboardDomain, rule.MaxText)
}
