package directory

import (
	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Customer is a company that is looked after.
type Customer struct {
	ID         uuid.UUID
	ExternalID string
	Name       string
	SortKey    string
	Search     string
	Number     string
	Domains    json.RawMessage // a list of texts
	City       string
	Version    int64
	Position   int64
}

func customerTable() projections.TableSpec[Customer] {
	return projections.TableSpec[Customer]{
		Name:    "customer",
		Comment: "Customers.",
		Columns: []column.Column[Customer]{
			column.UUID("id", "id of the customer", func(r *Customer) *uuid.UUID { return &r.ID }),
			column.Text("external_id", "id in the file that it was imported from", func(r *Customer) *string { return &r.ExternalID }),
			column.Text("name", "name", func(r *Customer) *string { return &r.Name }),
			column.Text("sort_key", "name in lower case, cut", func(r *Customer) *string { return &r.SortKey }),
			column.Text("search", "name, number, domains and external id in lower case", func(r *Customer) *string { return &r.Search }),
			column.Text("number", "customer number", func(r *Customer) *string { return &r.Number }),
			column.JSON("domains", "e-mail domains", func(r *Customer) *json.RawMessage { return &r.Domains }),
			column.Text("city", "city", func(r *Customer) *string { return &r.City }),
			column.Count("version", "version of its stream, for conflicts", func(r *Customer) *int64 { return &r.Version }),
			column.Int("position", "newest event", func(r *Customer) *int64 { return &r.Position }),
		},
		ID: func(r *Customer) uuid.UUID { return r.ID },
	}
}

func customers() projections.Table {
	return state(customerTable(), func(e *projections.Event) (Customer, bool) {
		b, ok := e.Body.(*event.CustomerRecorded)
		if !ok {
			return Customer{}, false
		}
		return Customer{
			ID: b.ID, ExternalID: bounded(b.ExternalID), Name: bounded(b.Name), SortKey: sortKey(b.Name),
			Search: searchText(append([]string{b.Name, b.Number, b.ExternalID}, b.Domains...)...),
			Number: bounded(b.Number), Domains: list(b.Domains), City: bounded(b.City),
			Version: e.Version, Position: e.Position,
		}, true
	}, func(body any) (uuid.UUID, bool) {
		if b, ok := body.(*event.CustomerRemoved); ok {
			return b.ID, true
		}
		return uuid.Nil, false
	})
}
