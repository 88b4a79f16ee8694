package directory

import (
	"strings"

	"coresync/domain/event"

	"github.com/google/uuid"
)

var contacts = shape{
	prefix:   "contact/",
	columns:  []string{"external_id", "customer_external_id", "name", "email", "phone"},
	required: []string{"external_id", "customer_external_id", "name"},
	removed:  func(id uuid.UUID) event.Payload { return &event.ContactRemoved{ID: id} },
	read:     readContact,
}

func readContact(tenant uuid.UUID, r record) Entry {
	external := r.get("external_id")
	id := ID(tenant, Contacts, external)
	customer := customerOf(tenant, r)
	email := strings.ToLower(r.get("email"))
	personal := func(value string) event.Personal {
		return event.PlainPersonal(event.SubjectContact, id.String(), value)
	}
	return Entry{ID: id, ExternalID: external, Refers: []Reference{customer}, Payload: &event.ContactRecorded{
		ID: id, ExternalID: external, Customer: customer.ID,
		Name: personal(r.get("name")), Email: personal(email), Phone: personal(r.get("phone")), EmailDomain: event.MailDomain(email),
	}}
}

func customerOf(tenant uuid.UUID, r record) Reference {
	external := r.get("customer_external_id")
	return Reference{
		Kind: Customers, ExternalID: external, ID: ID(tenant, Customers, external), Column: "customer_external_id",
	}
}
