package directory

import (
	"strings"

	"coresync/domain/event"

	"github.com/google/uuid"
)

var customers = shape{
	prefix:   "customer/",
	columns:  []string{"external_id", "name", "number", "domains", "city"},
	required: []string{"external_id", "name"},
	removed:  func(id uuid.UUID) event.Payload { return &event.CustomerRemoved{ID: id} },
	read:     readCustomer,
}

func readCustomer(tenant uuid.UUID, r record) Entry {
	external := r.get("external_id")
	id := ID(tenant, Customers, external)
	return Entry{ID: id, ExternalID: external, Payload: &event.CustomerRecorded{
		ID: id, ExternalID: external, Name: r.get("name"), Number: r.get("number"),
		Domains: emailDomains(r.get("domains")), City: r.get("city"),
	}}
}

// emailDomains reads a list such as "acme.com; @Acme.co.uk".
func emailDomains(list string) []string {
	var domains []string
	for _, d := range strings.FieldsFunc(list, func(c rune) bool { return strings.ContainsRune(" ,;|", c) }) {
		domains = append(domains, strings.ToLower(strings.TrimPrefix(d, "@")))
	}
	return domains
}
