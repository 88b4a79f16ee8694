package event

import "github.com/google/uuid"

// ReplacementPolicySet says when devices of a category are due to be replaced, and what
// that costs (EOL-02, EOL-03). It replaces the row of this customer and category; what
// it leaves out is inherited.
type ReplacementPolicySet struct {
	Customer uuid.UUID `json:"customer"` // zero: the default for all (EOL-04), else an override (EOL-05)
	Category string    `json:"category"`
	// EndOfLife is what ends a device's life: age or warranty; empty: inherited, and so
	// are the two numbers of months.
	EndOfLife    string `json:"end_of_life,omitempty"`
	MaxAgeMonths int    `json:"max_age_months,omitempty"` // of age
	WarnMonths   int    `json:"warn_months,omitempty"`    // before the end
	// UnitCost is what a new one costs, in whole units of money; nil: inherited.
	UnitCost *int64 `json:"unit_cost,omitempty"`
}

// ReplacementPolicyUnset takes a row away: a customer inherits it again, a default is none.
type ReplacementPolicyUnset struct {
	Customer uuid.UUID `json:"customer"`
	Category string    `json:"category"`
}

// ReplacementSnoozed says that a device is kept until a day, and why.
type ReplacementSnoozed struct {
	Asset  uuid.UUID `json:"asset"`
	Until  string    `json:"until"` // 2006-01-02; from that day on it is due again
	Reason string    `json:"reason"`
}

// ReplacementOrdered says that what replaces a device was ordered.
type ReplacementOrdered struct {
	Asset uuid.UUID `json:"asset"`
	Note  string    `json:"note,omitempty"` // such as the number of an order
}

// ReplacementReopened takes back that a device was snoozed, or that its replacement was
// ordered.
type ReplacementReopened struct {
	Asset uuid.UUID `json:"asset"`
}

// EventType implements Payload.
func (ReplacementPolicySet) EventType() Type { return "ReplacementPolicySet" }

// EventType implements Payload.
func (ReplacementPolicyUnset) EventType() Type { return "ReplacementPolicyUnset" }

// EventType implements Payload.
func (ReplacementSnoozed) EventType() Type { return "ReplacementSnoozed" }

// EventType implements Payload.
func (ReplacementOrdered) EventType() Type { return "ReplacementOrdered" }

// EventType implements Payload.
func (ReplacementReopened) EventType() Type { return "ReplacementReopened" }
