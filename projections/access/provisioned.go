package access

import (
	"time"

	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Provisioned is what a client of SCIM says of a user.
type Provisioned struct {
	ID         uuid.UUID // that the client knows it by
	Connection uuid.UUID
	Said       json.RawMessage // sealed
	Inactive   bool            // it is to have no account
	Deleted    bool            // the client deleted it
	FirstAt    time.Time
	ChangedAt  time.Time
	Event      uuid.UUID // that it is sealed for
	Position   int64
}

func provisionedTable() projections.TableSpec[Provisioned] {
	return projections.TableSpec[Provisioned]{
		Name:    "provisioned",
		Comment: "What clients of SCIM say of users.",
		Columns: provisionedColumns(),
		ID:      func(r *Provisioned) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			if b, is := e.Body.(*provisionedSet); is {
				return []uuid.UUID{b.User}
			}
			return nil
		},
		Fold: foldProvisioned,
	}
}

func provisionedColumns() []column.Column[Provisioned] {
	return []column.Column[Provisioned]{
		column.UUID("id", "what the client knows it by", func(r *Provisioned) *uuid.UUID { return &r.ID }),
		column.UUID("connection", "NinjaOne connection", func(r *Provisioned) *uuid.UUID { return &r.Connection }),
		column.JSON("said", "attributes that the client gave, sealed", func(r *Provisioned) *json.RawMessage { return &r.Said }),
		column.Bool("inactive", "it is to have no account", func(r *Provisioned) *bool { return &r.Inactive }),
		column.Bool("deleted", "the client deleted it", func(r *Provisioned) *bool { return &r.Deleted }),
		column.Time("first_at", "when the client said something first", func(r *Provisioned) *time.Time { return &r.FirstAt }),
		column.Time("changed_at", "when it said something last", func(r *Provisioned) *time.Time { return &r.ChangedAt }),
		column.UUID("event", "event that it is sealed for", func(r *Provisioned) *uuid.UUID { return &r.Event }),
		column.Int("position", "newest event", func(r *Provisioned) *int64 { return &r.Position }),
	}
}

// provisionedSet is the event with its personal member as it is sealed.
type provisionedSet struct {
	User       uuid.UUID       `json:"user"`
	Connection uuid.UUID       `json:"connection"`
	Said       json.RawMessage `json:"said"`
	Inactive   bool            `json:"inactive"`
	Deleted    bool            `json:"deleted"`
}

func foldProvisioned(_ *rules.Set, id uuid.UUID, old *Provisioned, e *projections.Event) (*Provisioned, error) {
	b, is := e.Body.(*provisionedSet)
	if !is {
		return old, nil
	}
	row := &Provisioned{
		ID: id, Connection: b.Connection, Said: sealed(b.Said), Inactive: b.Inactive, Deleted: b.Deleted, FirstAt: e.OccurredAt,
		ChangedAt: e.OccurredAt, Event: e.ID, Position: e.Position,
	}
	if old != nil {
		row.FirstAt = old.FirstAt
	}
	return row, nil
}
