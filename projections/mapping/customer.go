package mapping

import (
	"time"

	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Customer is what matching needs of a customer. One that was removed stays, so
// that a stale mapping can still name it (MAP-09).
type Customer struct {
	ID        uuid.UUID
	Name      string
	Domains   json.RawMessage // a list of texts
	City      string
	RemovedAt time.Time
	Position  int64
}

func customerTable() projections.TableSpec[Customer] {
	return projections.TableSpec[Customer]{
		Name:    "customer",
		Comment: "Customers as matching sees them.",
		Columns: []column.Column[Customer]{
			column.UUID("id", "id of the customer", func(r *Customer) *uuid.UUID { return &r.ID }),
			column.Text("name", "name", func(r *Customer) *string { return &r.Name }),
			column.JSON("domains", "e-mail domains", func(r *Customer) *json.RawMessage { return &r.Domains }),
			column.Text("city", "city", func(r *Customer) *string { return &r.City }),
			column.Time("removed_at", "when it was removed", func(r *Customer) *time.Time { return &r.RemovedAt }),
			column.Int("position", "newest event", func(r *Customer) *int64 { return &r.Position }),
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

func foldCustomer(_ *rules.Set, id uuid.UUID, old *Customer, e *projections.Event) (_ *Customer, err error) {
	switch b := e.Body.(type) {
	case *event.CustomerRecorded:
		row := &Customer{ID: id, Name: bounded(b.Name), City: bounded(b.City), Position: e.Position}
		if len(b.Domains) > 0 {
			row.Domains, err = json.Marshal(b.Domains)
		}
		return row, err
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
