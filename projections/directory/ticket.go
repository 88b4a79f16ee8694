package directory

import (
	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Ticket is a customer's request as a service desk holds it.
type Ticket struct {
	ID         uuid.UUID
	ExternalID string
	Customer   uuid.UUID
	Contact    uuid.UUID
	Number     string
	Subject    string
	SortKey    string // of the number
	Search     string
	Status     string
	Devices    *TicketDevices
	Version    int64
	Position   int64
}

// TicketDevices are those that a ticket was made about.
type TicketDevices struct {
	Items    []event.TicketDevice `json:"items"`
	Currency string               `json:"currency,omitempty"`
}

func ticketTable() projections.TableSpec[Ticket] {
	return projections.TableSpec[Ticket]{
		Name:    "ticket",
		Comment: "Tickets of customers.",
		Columns: []column.Column[Ticket]{
			column.UUID("id", "id of the ticket", func(r *Ticket) *uuid.UUID { return &r.ID }),
			column.Text("external_id", "id in the file that it was imported from", func(r *Ticket) *string { return &r.ExternalID }),
			column.UUID("customer", "customer", func(r *Ticket) *uuid.UUID { return &r.Customer }),
			column.UUID("contact", "contact", func(r *Ticket) *uuid.UUID { return &r.Contact }),
			column.Text("number", "number", func(r *Ticket) *string { return &r.Number }),
			column.Text("subject", "subject", func(r *Ticket) *string { return &r.Subject }),
			column.Text("sort_key", "number in lower case, cut", func(r *Ticket) *string { return &r.SortKey }),
			column.Text("search", "number, subject and external id in lower case", func(r *Ticket) *string { return &r.Search }),
			column.Text("status", "status", func(r *Ticket) *string { return &r.Status }),
			column.Packed("devices", "devices that it was made about, as they were then", func(r *Ticket) **TicketDevices { return &r.Devices }),
			column.Count("version", "version of its stream, for conflicts", func(r *Ticket) *int64 { return &r.Version }),
			column.Int("position", "newest event", func(r *Ticket) *int64 { return &r.Position }),
		},
		ID: func(r *Ticket) uuid.UUID { return r.ID },
		Indexes: []projections.Index{
			{Name: "ticket_customer", On: "customer", Where: "customer is not null"},
			{Name: "ticket_contact", On: "contact", Where: "contact is not null"},
			{Name: "ticket_devices", On: "customer", Where: "devices is not null"},
		},
	}
}

func tickets() projections.Table {
	return state(ticketTable(), func(e *projections.Event) (Ticket, bool) {
		b, ok := e.Body.(*event.TicketRecorded)
		if !ok {
			return Ticket{}, false
		}
		var devices *TicketDevices
		if len(b.Devices) > 0 {
			devices = &TicketDevices{b.Devices, b.Currency}
		}
		return Ticket{
			ID: b.ID, ExternalID: bounded(b.ExternalID), Customer: b.Customer, Contact: b.Contact,
			Number: bounded(b.Number), Subject: bounded(b.Subject), SortKey: sortKey(b.Number),
			Search: searchText(b.Number, b.Subject, b.ExternalID), Status: bounded(b.Status), Devices: devices,
			Version: e.Version, Position: e.Position,
		}, true
	}, func(body any) (uuid.UUID, bool) {
		if b, ok := body.(*event.TicketRemoved); ok {
			return b.ID, true
		}
		return uuid.Nil, false
	})
}
