package directory

import (
	"coresync/domain/event"

	"github.com/google/uuid"
)

var tickets = shape{
	prefix: "ticket/",
	columns: []string{"external_id", "customer_external_id", "contact_external_id",
		"number", "subject", "status"},
	required: []string{"external_id", "customer_external_id", "number"},
	removed:  func(id uuid.UUID) event.Payload { return &event.TicketRemoved{ID: id} },
	read:     readTicket,
}

func readTicket(tenant uuid.UUID, r record) Entry {
	external := r.get("external_id")
	id := ID(tenant, Tickets, external)
	customer := customerOf(tenant, r)
	refers := []Reference{customer}
	var contact uuid.UUID
	if named := r.get("contact_external_id"); named != "" {
		contact = ID(tenant, Contacts, named)
		refers = append(refers, Reference{Kind: Contacts, ExternalID: named, ID: contact, Column: "contact_external_id"})
	}
	return Entry{ID: id, ExternalID: external, Refers: refers, Payload: &event.TicketRecorded{
		ID: id, ExternalID: external, Customer: customer.ID, Contact: contact,
		Number: r.get("number"), Subject: r.get("subject"), Status: r.get("status"),
	}}
}
