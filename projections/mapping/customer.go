package mapping

import (
	"time"

	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Customer is what matching needs of a customer. One that was removed stays, so
// that a stale mapping can still name it (MAP-09).
type Customer struct {
	ID        uuid.UUID
	Name      string
	NameKey   string
	RemovedAt time.Time
	Position  int64
	Rules     string
}

func customerTable() projections.TableSpec[Customer] {
	return projections.TableSpec[Customer]{
		Name:    "customer",
		Comment: "Customers as matching sees them.",
		Columns: []column.Column[Customer]{
			column.UUID("id", "id of the customer", func(r *Customer) *uuid.UUID { return &r.ID }),
			column.Text("name", "name", func(r *Customer) *string { return &r.Name }),
			column.Text("name_key", "name as it is matched", func(r *Customer) *string { return &r.NameKey }),
			column.Time("removed_at", "when it was removed", func(r *Customer) *time.Time { return &r.RemovedAt }),
			column.Int("position", "newest event", func(r *Customer) *int64 { return &r.Position }),
			column.Text("rules", "version of the rules", func(r *Customer) *string { return &r.Rules }),
		},
		ID:   func(r *Customer) uuid.UUID { return r.ID },
		Keys: customerKeys,
		Fold: foldCustomer,
	}
}

func customerKeys(e *projections.Event) []uuid.UUID {
	switch b := e.Body.(type) {
	case *event.CustomerRecorded:
		return []uuid.UUID{b.ID}
	case *event.CustomerRemoved:
		return []uuid.UUID{b.ID}
	}
	return nil
}

func foldCustomer(r *rules.Set, id uuid.UUID, old *Customer, e *projections.Event) (*Customer, error) {
	switch b := e.Body.(type) {
	case *event.CustomerRecorded:
		name := bounded(b.Name)
		return &Customer{ID: id, Name: name, NameKey: r.Matching.Key(name), Position: e.Position, Rules: r.Version}, nil
	case *event.CustomerRemoved:
		if old == nil {
			return nil, nil
		}
		row := *old
		row.RemovedAt, row.Position = e.OccurredAt, e.Position
		return &row, nil
	}
	return old, nil
}
