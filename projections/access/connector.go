package access

import (
	"time"

	"coresync/domain/access"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Connector is how the access of a connection is governed, and how reading it goes
// (C1C-12 to C1C-15).
type Connector struct {
	ID       uuid.UUID        // of the connection
	Settings *access.Settings // nil: nobody set anything
	SetAt    time.Time
	SetBy    string // actor, an id
	Version  int64  // of the stream of the settings

	LastRun     uuid.UUID
	ReadAt      time.Time // end of the newest complete reading, by a sync too
	FailedAt    time.Time // of the newest run, where it failed
	Failure     string    // reason, a stable code
	Message     string
	NewPosition int64 // of the newest event
}

func connectorTable() projections.TableSpec[Connector] {
	return projections.TableSpec[Connector]{
		Name:    "connector",
		Comment: "How access of each connection is governed, and how reading it goes.",
		Columns: []column.Column[Connector]{
			column.UUID("id", "id of the connection", func(r *Connector) *uuid.UUID { return &r.ID }),
			column.Packed("settings", "settings, where anybody set them", func(r *Connector) **access.Settings { return &r.Settings }),
			column.Time("set_at", "when", func(r *Connector) *time.Time { return &r.SetAt }),
			column.Text("set_by", "by whom, an id", func(r *Connector) *string { return &r.SetBy }),
			column.Count("version", "version of the stream of the settings, for conflicts", func(r *Connector) *int64 { return &r.Version }),
			column.UUID("last_run", "newest run that ended", func(r *Connector) *uuid.UUID { return &r.LastRun }),
			column.Time("read_at", "end of the newest complete reading", func(r *Connector) *time.Time { return &r.ReadAt }),
			column.Time("failed_at", "when the newest run failed", func(r *Connector) *time.Time { return &r.FailedAt }),
			column.Text("failure", "its reason", func(r *Connector) *string { return &r.Failure }),
			column.Text("message", "what it said", func(r *Connector) *string { return &r.Message }),
			column.Int("position", "newest event", func(r *Connector) *int64 { return &r.NewPosition }),
		},
		ID: func(r *Connector) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			switch b := e.Body.(type) {
			case *event.AccessConnectorSet:
				return []uuid.UUID{b.Connection}
			case *event.AccessSyncCompleted:
				return []uuid.UUID{b.Connection}
			case *event.AccessSyncFailed:
				return []uuid.UUID{b.Connection}
			case *event.SyncCompleted:
				return []uuid.UUID{b.Connection}
			}
			return nil
		},
		Fold: foldConnector,
	}
}

func foldConnector(_ *rules.Set, id uuid.UUID, old *Connector, e *projections.Event) (*Connector, error) {
	row := Connector{ID: id}
	if old != nil {
		row = *old
	}
	read := func(run uuid.UUID, at time.Time) {
		row.LastRun, row.ReadAt = run, at
		row.FailedAt, row.Failure, row.Message = time.Time{}, "", ""
	}
	switch b := e.Body.(type) {
	case *event.AccessConnectorSet:
		row.Settings, row.SetAt, row.SetBy, row.Version = b, e.OccurredAt, bounded(e.Actor), e.Version
	case *event.AccessSyncCompleted:
		read(b.Run, b.EndedAt)
	case *event.SyncCompleted:
		read(b.Run, b.EndedAt)
	case *event.AccessSyncFailed:
		row.LastRun, row.FailedAt = b.Run, b.EndedAt
		row.Failure, row.Message = bounded(b.Reason), bounded(b.Message)
	}
	row.NewPosition = e.Position
	return &row, nil
}

// Governed are the settings that hold.
func (r *Connector) Governed(connection uuid.UUID) access.Settings {
	if r.Settings == nil {
		return access.Defaults(connection)
	}
	return *r.Settings
}
