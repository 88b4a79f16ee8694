package notification

import (
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Name is the model's name.
const Name = "notification"

// Model is the read model of what happened that may need people.
func Model() *projections.Model {
	return &projections.Model{
		Name: Name, Shape: 1,
		Reads: []projections.Source{
			{Type: "ConnectionAdded"}, {Type: "ConnectionAuthorised"}, {Type: "ConnectionRemoved"}, {Type: "SyncCompleted"},
			{Type: "SyncFailed"}, {Type: "SyncHeld"}, {Type: "SyncReleased"}, {Type: "SyncDiscarded"},
		},
		Tables: []projections.Table{projections.NewTable(occasions())},
		Views:  views(),
	}
}

// Occasion is what stands about a connection: its newest complete run, and whatever
// waits or went wrong since.
type Occasion struct {
	ID        uuid.UUID // of the connection
	SyncedAt  int64     // position of the end of the newest complete run
	Held      uuid.UUID // the run that waits for a person
	HeldAt    int64     // position
	Failed    uuid.UUID // the newest run, when it failed
	FailedAt  int64     // position
	Reason    string    // why it failed or waits, a stable code
	EndedAt   time.Time // of the newest run that ended
	Reconnect bool      // only a sign-in mends it
}

func occasions() projections.TableSpec[Occasion] {
	return projections.TableSpec[Occasion]{
		Name: "occasion", Comment: "What happened to each connection that may need people.",
		Columns: []column.Column[Occasion]{
			column.UUID("id", "connection", func(r *Occasion) *uuid.UUID { return &r.ID }),
			column.Int("synced_at", "position of the end of the newest complete run", func(r *Occasion) *int64 { return &r.SyncedAt }),
			column.UUID("held", "run that waits for a person", func(r *Occasion) *uuid.UUID { return &r.Held }),
			column.Int("held_at", "position where it began to wait", func(r *Occasion) *int64 { return &r.HeldAt }),
			column.UUID("failed", "newest run, when it failed", func(r *Occasion) *uuid.UUID { return &r.Failed }),
			column.Int("failed_at", "position of its end", func(r *Occasion) *int64 { return &r.FailedAt }),
			column.Text("reason", "why it failed or waits, a stable code", func(r *Occasion) *string { return &r.Reason }),
			column.Time("ended_at", "end of the newest run", func(r *Occasion) *time.Time { return &r.EndedAt }),
			column.Bool("reconnect", "only a sign-in at NinjaOne mends it", func(r *Occasion) *bool { return &r.Reconnect }),
		},
		ID: func(r *Occasion) uuid.UUID { return r.ID }, Keys: keys, Fold: fold,
	}
}

func keys(e *projections.Event) []uuid.UUID {
	switch b := e.Body.(type) {
	case *event.ConnectionAdded:
		return []uuid.UUID{b.Connection}
	case *event.ConnectionAuthorised:
		return []uuid.UUID{b.Connection}
	case *event.ConnectionRemoved:
		return []uuid.UUID{b.Connection}
	case *event.SyncCompleted:
		return []uuid.UUID{b.Connection}
	case *event.SyncFailed:
		return []uuid.UUID{b.Connection}
	case *event.SyncHeld:
		return []uuid.UUID{b.Connection}
	case *event.SyncReleased:
		return []uuid.UUID{b.Connection}
	case *event.SyncDiscarded:
		return []uuid.UUID{b.Connection}
	}
	return nil
}

func fold(_ *rules.Set, id uuid.UUID, old *Occasion, e *projections.Event) (*Occasion, error) {
	if _, added := e.Body.(*event.ConnectionAdded); old == nil && !added {
		return nil, nil // what a removed connection leaves behind needs nobody
	}
	row := &Occasion{ID: id}
	if old != nil {
		*row = *old
	}
	switch b := e.Body.(type) {
	case *event.ConnectionRemoved:
		return nil, nil
	case *event.ConnectionAuthorised:
		if row.Reconnect {
			row.mended()
		}
	case *event.SyncCompleted:
		*row = Occasion{ID: id, SyncedAt: e.Position, EndedAt: b.EndedAt}
	case *event.SyncFailed:
		row.Held, row.HeldAt = uuid.Nil, 0
		row.Failed, row.FailedAt, row.EndedAt = b.Run, e.Position, b.EndedAt
		row.Reason, row.Reconnect = rule.Bounded(b.Reason, rule.MaxText), event.MendedBySignIn(b.Reason)
	case *event.SyncHeld:
		row.mended()
		row.Held, row.HeldAt, row.Reason = b.Run, e.Position, rule.Bounded(b.Reason, rule.MaxText)
	case *event.SyncReleased:
		row.decided()
	case *event.SyncDiscarded:
		if row.Held == b.Run { // one that was cancelled while it went on was never told of
			row.decided()
		}
	}
	return row, nil
}

// decided forgets a run that waited.
func (o *Occasion) decided() { o.Held, o.HeldAt, o.Reason = uuid.Nil, 0, "" }

// mended forgets a failure.
func (o *Occasion) mended() { o.Failed, o.FailedAt, o.Reason, o.Reconnect = uuid.Nil, 0, "", false }
