package api

import "github.com/google/uuid"

// Contact is a person at a customer. Name, e-mail and phone are personal: sealed
// in the log, empty with Erased once the person was erased.
type Contact struct {
	ID         uuid.UUID `json:"id"`
	ExternalID string    `json:"external_id"`
	Customer   Ref       `json:"customer"`
	Name       string    `json:"name"`
	Email      string    `json:"email,omitempty"`
	Phone      string    `json:"phone,omitempty"`
	Erased     bool      `json:"erased"`
	Version    int64     `json:"version"`
}

// ContactFilter selects contacts; the zero value selects all.
type ContactFilter struct {
	Customer uuid.UUID
	IDs      []uuid.UUID // only these; nil: any
}

// ContactDraft is a contact to be made. Without an external id it gets one.
type ContactDraft struct {
	ExternalID string    `json:"external_id"`
	Customer   uuid.UUID `json:"customer"`
	Name       string    `json:"name"`
	Email      string    `json:"email"`
	Phone      string    `json:"phone"`
}

// ContactPatch changes what is not nil.
type ContactPatch struct {
	Customer *uuid.UUID `json:"customer"`
	Name     *string    `json:"name"`
	Email    *string    `json:"email"`
	Phone    *string    `json:"phone"`
}

// Contacts keeps contacts.
type Contacts = Directory[Contact, ContactFilter, ContactDraft, ContactPatch]
