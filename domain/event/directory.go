package event

import "github.com/google/uuid"

// The directory is what a PSA would hold. Each …Recorded carries the whole state
// after the change, each …Removed ends the thing. Ids are UUIDv5 of tenant, kind
// and external id, so that a re-import updates.

// CustomerRecorded says what a customer is now.
type CustomerRecorded struct {
	ID         uuid.UUID `json:"id"`
	ExternalID string    `json:"external_id"`
	Name       string    `json:"name"`
	Number     string    `json:"number,omitempty"`
	Domains    []string  `json:"domains,omitempty"` // e-mail domains, lower case
	City       string    `json:"city,omitempty"`
}

// CustomerRemoved ends a customer; mappings to it become stale (MAP-09).
type CustomerRemoved struct {
	ID uuid.UUID `json:"id"`
}

// ContactRecorded says what a contact of a customer is now.
type ContactRecorded struct {
	ID         uuid.UUID `json:"id"`
	ExternalID string    `json:"external_id"`
	Customer   uuid.UUID `json:"customer"`
	Name       Personal  `json:"name"`
	Email      Personal  `json:"email"`
	Phone      Personal  `json:"phone"`
	// EmailDomain is that of Email, see MailDomain.
	EmailDomain string `json:"email_domain,omitempty"`
}

// ContactRemoved ends a contact.
type ContactRemoved struct {
	ID uuid.UUID `json:"id"`
}

// ContractRecorded says what a contract is now. Dates are dates, not instants.
type ContractRecorded struct {
	ID         uuid.UUID `json:"id"`
	ExternalID string    `json:"external_id"`
	Customer   uuid.UUID `json:"customer"`
	Name       string    `json:"name"`
	Start      string    `json:"start,omitempty"` // 2006-01-02
	End        string    `json:"end,omitempty"`   // 2006-01-02
}

// ContractRemoved ends a contract.
type ContractRemoved struct {
	ID uuid.UUID `json:"id"`
}

// TicketRecorded says what a ticket is now.
type TicketRecorded struct {
	ID         uuid.UUID `json:"id"`
	ExternalID string    `json:"external_id"`
	Customer   uuid.UUID `json:"customer"`
	Contact    uuid.UUID `json:"contact"` // zero: none
	Number     string    `json:"number"`
	Subject    string    `json:"subject"`
	Status     string    `json:"status"`
	// Devices are those that it was made about, as they were then.
	Devices  []TicketDevice `json:"devices,omitempty"`
	Currency string         `json:"currency,omitempty"` // of their costs
}

// TicketDevice is a device that a ticket was made about: its name, its age, when it is due
// to be replaced, and what a new one costs, where that was known.
type TicketDevice struct {
	Asset     uuid.UUID `json:"asset"`
	Name      string    `json:"name"`
	Category  string    `json:"category,omitempty"`
	AgeMonths *int      `json:"age_months,omitempty"`
	DueOn     string    `json:"due_on,omitempty"`    // 2006-01-02
	UnitCost  *int64    `json:"unit_cost,omitempty"` // in whole units of money
}

// TicketRemoved ends a ticket.
type TicketRemoved struct {
	ID uuid.UUID `json:"id"`
}

// ManualAssetRecorded says what an asset that a person keeps by hand is now (AST-01).
type ManualAssetRecorded struct {
	ID           uuid.UUID `json:"id"`
	ExternalID   string    `json:"external_id,omitempty"`
	Customer     uuid.UUID `json:"customer"` // zero: none
	Name         string    `json:"name"`
	Manufacturer string    `json:"manufacturer,omitempty"`
	Model        string    `json:"model,omitempty"`
	SerialNumber string    `json:"serial_number,omitempty"`
	Category     string    `json:"category,omitempty"`
	Status       string    `json:"status,omitempty"`
	Notes        string    `json:"notes,omitempty"`
	PurchasedOn  string    `json:"purchased_on,omitempty"` // 2006-01-02
	WarrantyEnd  string    `json:"warranty_end,omitempty"` // 2006-01-02
}

// ManualAssetRemoved ends a manual asset.
type ManualAssetRemoved struct {
	ID uuid.UUID `json:"id"`
}

// EventType implements Payload.
func (CustomerRecorded) EventType() Type { return "CustomerRecorded" }

// EventType implements Payload.
func (CustomerRemoved) EventType() Type { return "CustomerRemoved" }

// EventType implements Payload.
func (ContactRecorded) EventType() Type { return "ContactRecorded" }

// EventType implements Payload.
func (ContactRemoved) EventType() Type { return "ContactRemoved" }

// EventType implements Payload.
func (ContractRecorded) EventType() Type { return "ContractRecorded" }

// EventType implements Payload.
func (ContractRemoved) EventType() Type { return "ContractRemoved" }

// EventType implements Payload.
func (TicketRecorded) EventType() Type { return "TicketRecorded" }

// EventType implements Payload.
func (TicketRemoved) EventType() Type { return "TicketRemoved" }

// EventType implements Payload.
func (ManualAssetRecorded) EventType() Type { return "ManualAssetRecorded" }

// EventType implements Payload.
func (ManualAssetRemoved) EventType() Type { return "ManualAssetRemoved" }

// Personals lists the personal members.
func (p *ContactRecorded) Personals() []Member {
	return []Member{{"name", &p.Name}, {"email", &p.Email}, {"phone", &p.Phone}}
}
