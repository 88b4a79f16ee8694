package directory

import (
	"time"

	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Contract is an agreement with a customer. Start and End are dates.
type Contract struct {
	ID         uuid.UUID
	ExternalID string
	Customer   uuid.UUID
	Name       string
	SortKey    string
	Start, End time.Time
	Version    int64
	Position   int64
}

func contractTable() projections.TableSpec[Contract] {
	return projections.TableSpec[Contract]{
		Name:    "contract",
		Comment: "Contracts with customers.",
		Columns: []column.Column[Contract]{
			column.UUID("id", "id of the contract", func(r *Contract) *uuid.UUID { return &r.ID }),
			column.Text("external_id", "id in the file that it was imported from", func(r *Contract) *string { return &r.ExternalID }),
			column.UUID("customer", "customer", func(r *Contract) *uuid.UUID { return &r.Customer }),
			column.Text("name", "name", func(r *Contract) *string { return &r.Name }),
			column.Text("sort_key", "name in lower case, cut", func(r *Contract) *string { return &r.SortKey }),
			column.Date("starts_on", "first day", func(r *Contract) *time.Time { return &r.Start }),
			column.Date("ends_on", "last day", func(r *Contract) *time.Time { return &r.End }),
			column.Count("version", "version of its stream, for conflicts", func(r *Contract) *int64 { return &r.Version }),
			column.Int("position", "newest event", func(r *Contract) *int64 { return &r.Position }),
		},
		ID:      func(r *Contract) uuid.UUID { return r.ID },
		Indexes: []projections.Index{{Name: "contract_customer", On: "customer", Where: "customer is not null"}},
	}
}

func contracts() projections.Table {
	return state(contractTable(), func(e *projections.Event) (Contract, bool) {
		b, ok := e.Body.(*event.ContractRecorded)
		if !ok {
			return Contract{}, false
		}
		return Contract{
			ID: b.ID, ExternalID: bounded(b.ExternalID), Customer: b.Customer,
			Name: bounded(b.Name), SortKey: sortKey(b.Name), Start: date(b.Start), End: date(b.End),
			Version: e.Version, Position: e.Position,
		}, true
	}, func(body any) (uuid.UUID, bool) {
		if b, ok := body.(*event.ContractRemoved); ok {
			return b.ID, true
		}
		return uuid.Nil, false
	})
}

// date reads 2006-01-02; anything else is no date.
func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}
	}
	return t
}
