package api

import "github.com/google/uuid"

// Ticket is a customer's request as a service desk holds it.
type Ticket struct {
	ID         uuid.UUID `json:"id"`
	ExternalID string    `json:"external_id"`
	Number     string    `json:"number"`
	Subject    string    `json:"subject"`
	Status     string    `json:"status"`
	Customer   Ref       `json:"customer"`
	Contact    *Ref      `json:"contact,omitempty"`
	// Devices are those that it was made about, as they were then; Currency is that of
	// their costs.
	Devices  []TicketLine `json:"devices,omitempty"`
	Currency string       `json:"currency,omitempty"`
	Version  int64        `json:"version"`
}

// TicketLine is a device that a ticket was made about.
type TicketLine struct {
	Asset     Ref    `json:"asset"`
	Category  string `json:"category,omitempty"`
	AgeMonths *int   `json:"age_months,omitempty"`
	DueOn     string `json:"due_on,omitempty"`
	UnitCost  *int64 `json:"unit_cost,omitempty"`
}

// TicketFilter selects tickets; the zero value selects all.
type TicketFilter struct {
	Customer uuid.UUID
	Contact  uuid.UUID
	Status   string
}

// TicketDraft is a ticket to be made. Without an external id it gets one.
type TicketDraft struct {
	ExternalID string     `json:"external_id"`
	Number     string     `json:"number"`
	Subject    string     `json:"subject"`
	Status     string     `json:"status"`
	Customer   uuid.UUID  `json:"customer"`
	Contact    *uuid.UUID `json:"contact"`
}

// TicketPatch changes what is not nil; the zero UUID takes the contact away.
type TicketPatch struct {
	Number   *string    `json:"number"`
	Subject  *string    `json:"subject"`
	Status   *string    `json:"status"`
	Customer *uuid.UUID `json:"customer"`
	Contact  *uuid.UUID `json:"contact"`
}

// Tickets keeps tickets.
type Tickets = Directory[Ticket, TicketFilter, TicketDraft, TicketPatch]
