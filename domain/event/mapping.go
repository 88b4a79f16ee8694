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

// OrganizationUnmapped takes all decisions back, rejections too; name matching
// applies again.
type OrganizationUnmapped struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id"`
}

// OrganizationMatchRejected says that an organization is not this customer, however
// alike the names are: it is never linked or suggested again (MAP-13).
type OrganizationMatchRejected struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id"`
	Customer       uuid.UUID `json:"customer"`
}

// LocationMapped says that the devices of a location belong to another customer than
// those of its organization (MAP-13 ⚠).
type LocationMapped struct {
	Connection uuid.UUID `json:"connection"`
	LocationID int64     `json:"location_id"`
	Customer   uuid.UUID `json:"customer"`
}

// LocationIgnored says that the devices of a location are nobody's, whosever the
// organization is.
type LocationIgnored struct {
	Connection uuid.UUID `json:"connection"`
	LocationID int64     `json:"location_id"`
	Reason     string    `json:"reason,omitempty"`
}

// LocationUnmapped takes a decision back; the location goes with its organization again.
type LocationUnmapped struct {
	Connection uuid.UUID `json:"connection"`
	LocationID int64     `json:"location_id"`
}

// EventType implements Payload.
func (OrganizationMapped) EventType() Type { return "OrganizationMapped" }

// EventType implements Payload.
func (OrganizationIgnored) EventType() Type { return "OrganizationIgnored" }

// EventType implements Payload.
func (OrganizationUnmapped) EventType() Type { return "OrganizationUnmapped" }

// EventType implements Payload.
func (OrganizationMatchRejected) EventType() Type { return "OrganizationMatchRejected" }

// EventType implements Payload.
func (LocationMapped) EventType() Type { return "LocationMapped" }

// EventType implements Payload.
func (LocationIgnored) EventType() Type { return "LocationIgnored" }

// EventType implements Payload.
func (LocationUnmapped) EventType() Type { return "LocationUnmapped" }
