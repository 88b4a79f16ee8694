package directory

import (
	"coresync/domain/event"

	"github.com/google/uuid"
)

var contracts = shape{
	prefix:   "contract/",
	columns:  []string{"external_id", "customer_external_id", "name", "start", "end"},
	required: []string{"external_id", "customer_external_id", "name"},
	removed:  func(id uuid.UUID) event.Payload { return &event.ContractRemoved{ID: id} },
	read:     readContract,
}

func readContract(tenant uuid.UUID, r record) Entry {
	external := r.get("external_id")
	id := ID(tenant, Contracts, external)
	customer := customerOf(tenant, r)
	return Entry{ID: id, ExternalID: external, Refers: []Reference{customer}, Payload: &event.ContractRecorded{
		ID: id, ExternalID: external, Customer: customer.ID,
		Name: r.get("name"), Start: r.get("start"), End: r.get("end"),
	}}
}
