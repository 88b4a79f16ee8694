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

func readCustomer(tenant uuid.UUID, r record) (Entry, []string) {
	external := r.get("external_id")
	id := ID(tenant, Customers, external)
	domains, wrong := emailDomains(r.get("domains"))
	return Entry{ID: id, ExternalID: external, Payload: &event.CustomerRecorded{
		ID: id, ExternalID: external, Name: r.get("name"), Number: r.get("number"),
		Domains: domains, City: r.get("city"),
	}}, wrong
}

// emailDomains reads a list such as "acme.com; acme.co.uk".
func emailDomains(list string) (domains, faults []string) {
	for _, d := range strings.FieldsFunc(list, func(c rune) bool { return strings.ContainsRune(" ,;|", c) }) {
		d = strings.ToLower(strings.TrimPrefix(d, "@"))
		if !strings.Contains(d, ".") || strings.ContainsAny(d, "/@:") {
			faults = append(faults, "domains: "+d+" is not an e-mail domain")
			continue
		}
		domains = append(domains, d)
	}
	return domains, faults
}
