package event

import "github.com/google/uuid"

// PersonSource says which kind of NinjaOne person is meant.
type PersonSource string

// The kinds. Technicians are never offered as contacts.
const (
	NinjaContact PersonSource = "contact"  // GET /v2/contacts
	NinjaEndUser PersonSource = "end_user" // GET /v2/users with userType END_USER
)

// ContactLinked says that a person in NinjaOne is a contact of the directory (SCH-04).
// Neither is changed by it.
type ContactLinked struct {
	Connection uuid.UUID    `json:"connection"`
	Source     PersonSource `json:"source"`
	PersonID   int64        `json:"person_id"`
	Contact    uuid.UUID    `json:"contact"`
	// Created tells that the contact was made for it.
	Created bool `json:"created,omitempty"`
}

// ContactLinkIgnored says that a person in NinjaOne is not wanted as a contact.
type ContactLinkIgnored struct {
	Connection uuid.UUID    `json:"connection"`
	Source     PersonSource `json:"source"`
	PersonID   int64        `json:"person_id"`
}

// ContactUnlinked takes a link or an ignore back; the person is offered again.
type ContactUnlinked struct {
	Connection uuid.UUID    `json:"connection"`
	Source     PersonSource `json:"source"`
	PersonID   int64        `json:"person_id"`
}

// SubjectLinked says that a data subject is a contact of the directory, so that
// whoever is asked to tell or erase all about the contact finds it.
type SubjectLinked struct {
	Subject uuid.UUID `json:"subject"`
	Contact uuid.UUID `json:"contact"`
}

// EventType implements Payload.
func (ContactLinked) EventType() Type { return "ContactLinked" }

// EventType implements Payload.
func (ContactLinkIgnored) EventType() Type { return "ContactLinkIgnored" }

// EventType implements Payload.
func (ContactUnlinked) EventType() Type { return "ContactUnlinked" }

// EventType implements Payload.
func (SubjectLinked) EventType() Type { return "SubjectLinked" }
