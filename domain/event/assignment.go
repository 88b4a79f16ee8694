package event

import "github.com/google/uuid"

// The decisions of people about who uses an asset are one stream an asset, so that
// a decision can expect the version that its person looked at (ASG-04 ⚠).

// DeviceAssigned says that a person gave an asset to a contact (ASG-04, CON-14, CON-15).
// It replaces an assignment before it.
type DeviceAssigned struct {
	Asset   uuid.UUID `json:"asset"`
	Contact uuid.UUID `json:"contact"`
	// OtherCustomer tells that the contact was not of the asset's customer, and that
	// the person wanted it all the same.
	OtherCustomer bool `json:"other_customer,omitempty"`
	// Suggestion is what was suggested to the person; nil where nothing was, or where
	// somebody else was chosen.
	Suggestion *SuggestionSeen `json:"suggestion,omitempty"`
}

// SuggestionSeen is a suggestion that a person followed.
type SuggestionSeen struct {
	Percent int    `json:"percent"` // 0 to 100
	Form    string `json:"form"`    // how account and contact fit, such as "first.last"
	Rules   string `json:"rules"`   // version of the rules that made it
}

// DeviceUnassigned takes an asset back from its contact.
type DeviceUnassigned struct {
	Asset   uuid.UUID `json:"asset"`
	Contact uuid.UUID `json:"contact"` // who had it
}

// AssociationSkipped says that an asset shall have no contact for now: until its last
// user changes, or 30 days have passed (CON-11).
type AssociationSkipped struct {
	Asset uuid.UUID `json:"asset"`
	// User is the subject of the last user that the person saw; zero: there was none.
	User uuid.UUID `json:"user"`
}

// AssociationNever says that an asset is nobody's own, such as a device at a reception:
// nobody is suggested for it.
type AssociationNever struct {
	Asset uuid.UUID `json:"asset"`
}

// AssociationReopened takes back that an asset was skipped, or is nobody's own.
type AssociationReopened struct {
	Asset uuid.UUID `json:"asset"`
}

// EventType implements Payload.
func (DeviceAssigned) EventType() Type { return "DeviceAssigned" }

// EventType implements Payload.
func (DeviceUnassigned) EventType() Type { return "DeviceUnassigned" }

// EventType implements Payload.
func (AssociationSkipped) EventType() Type { return "AssociationSkipped" }

// EventType implements Payload.
func (AssociationNever) EventType() Type { return "AssociationNever" }

// EventType implements Payload.
func (AssociationReopened) EventType() Type { return "AssociationReopened" }
