package event

import "github.com/google/uuid"

// OrganizationMapped says that a person linked an organization to a customer (MAP-10, MAP-11).
type OrganizationMapped struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id"`
	Customer       uuid.UUID `json:"customer"`
}

// OrganizationIgnored says that an organization is nobody's customer: a lab, a
// spare pool (MAP-13 ⚠ Ignore).
type OrganizationIgnored struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id"`
	Reason         string    `json:"reason,omitempty"`
}

// OrganizationUnmapped takes a decision back; name matching applies again.
type OrganizationUnmapped struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id"`
}

// EventType implements Payload.
func (OrganizationMapped) EventType() Type { return "OrganizationMapped" }

// EventType implements Payload.
func (OrganizationIgnored) EventType() Type { return "OrganizationIgnored" }

// EventType implements Payload.
func (OrganizationUnmapped) EventType() Type { return "OrganizationUnmapped" }
