package connection

import (
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// States of a run that reached the log.
const (
	RunCompleted = "completed"
	RunFailed    = "failed"
	RunUndone    = "undone"
)

// Run is a sync run that ended.
type Run struct {
	ID         uuid.UUID
	Connection uuid.UUID
	Trigger    string
	State      string
	StartedAt  time.Time
	EndedAt    time.Time
	Step       string // where a failed run broke off
	Reason     string // a stable code
	Message    string
	Counts     json.RawMessage // event.SyncCounts
	Position   int64
}

func runTable() projections.TableSpec[Run] {
	return projections.TableSpec[Run]{
		Name:    "run",
		Comment: "Sync runs that ended.",
		Columns: []column.Column[Run]{
			column.UUID("id", "id of the run", func(r *Run) *uuid.UUID { return &r.ID }),
			column.UUID("connection", "NinjaOne connection", func(r *Run) *uuid.UUID { return &r.Connection }),
			column.Text("trigger", "first, manual or scheduled", func(r *Run) *string { return &r.Trigger }),
			column.Text("state", "completed, failed or undone", func(r *Run) *string { return &r.State }),
			column.Time("started_at", "when it began", func(r *Run) *time.Time { return &r.StartedAt }),
			column.Time("ended_at", "when it ended", func(r *Run) *time.Time { return &r.EndedAt }),
			column.Text("step", "listing at which it broke off", func(r *Run) *string { return &r.Step }),
			column.Text("reason", "why it failed, a stable code", func(r *Run) *string { return &r.Reason }),
			column.Text("message", "why it failed, and what to do", func(r *Run) *string { return &r.Message }),
			column.JSON("counts", "numbers of the run (SYN-05 to SYN-09)", func(r *Run) *json.RawMessage { return &r.Counts }),
			column.Int("position", "event that ended it", func(r *Run) *int64 { return &r.Position }),
		},
		ID:   func(r *Run) uuid.UUID { return r.ID },
		Keys: runKeys,
		Fold: foldRun,
		Indexes: []projections.Index{
			{Name: "run_position", On: "position", Where: "position is not null"},
		},
	}
}

func runKeys(e *projections.Event) []uuid.UUID {
	switch b := e.Body.(type) {
	case *event.SyncCompleted:
		return []uuid.UUID{b.Run}
	case *event.SyncFailed:
		return []uuid.UUID{b.Run}
	case *event.SyncUndone:
		return []uuid.UUID{b.Run}
	}
	return nil
}

func foldRun(_ *rules.Set, id uuid.UUID, old *Run, e *projections.Event) (row *Run, err error) {
	switch b := e.Body.(type) {
	case *event.SyncCompleted:
		row = &Run{
			ID: id, Connection: b.Connection, Trigger: rule.Bounded(b.Trigger, rule.MaxText), State: RunCompleted,
			StartedAt: b.StartedAt, EndedAt: b.EndedAt, Position: e.Position,
		}
		row.Counts, err = json.Marshal(b.Counts)
	case *event.SyncFailed:
		row = &Run{
			ID: id, Connection: b.Connection, Trigger: rule.Bounded(b.Trigger, rule.MaxText), State: RunFailed,
			StartedAt: b.StartedAt, EndedAt: b.EndedAt, Position: e.Position,
			Step: rule.Bounded(b.Step, rule.MaxText), Reason: rule.Bounded(b.Reason, rule.MaxText),
			Message: rule.Bounded(b.Message, maxMessage),
		}
		row.Counts, err = json.Marshal(b.Counts)
	case *event.SyncUndone:
		if old == nil || b.Part { // a run that was undone in part is still completed
			return old, nil
		}
		undone := *old
		undone.State = RunUndone
		return &undone, nil
	default:
		return old, nil
	}
	return row, err
}
