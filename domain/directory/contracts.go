package directory

import (
	"time"

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

func readContract(tenant uuid.UUID, r record) (Entry, []string) {
	external := r.get("external_id")
	id := ID(tenant, Contracts, external)
	customer := customerOf(tenant, r)
	var wrong []string
	for _, column := range []string{"start", "end"} {
		if value := r.get(column); value != "" {
			if _, err := time.Parse(time.DateOnly, value); err != nil {
				wrong = append(wrong, column+": is not a date like 2026-12-31")
			}
		}
	}
	if start, end := r.get("start"), r.get("end"); start != "" && end != "" && end < start && len(wrong) == 0 {
		wrong = append(wrong, "end: is before the start")
	}
	return Entry{ID: id, ExternalID: external, Refers: []Reference{customer}, Payload: &event.ContractRecorded{
		ID: id, ExternalID: external, Customer: customer.ID,
		Name: r.get("name"), Start: r.get("start"), End: r.get("end"),
	}}, wrong
}
