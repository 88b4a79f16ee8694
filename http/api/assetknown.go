package api

import (
	"time"

	"github.com/google/uuid"
)

// KnownBy is a value by which a record of an asset is known, or was.
type KnownBy struct {
	Kind   string    `json:"kind"` // serial_number, bios_serial_number, mac or name
	Value  string    `json:"value"`
	Record uuid.UUID `json:"record"`
	// First and Last are when it was observed first and last.
	First time.Time `json:"first_seen_at"`
	Last  time.Time `json:"last_seen_at"`
	Now   bool      `json:"now"` // the record's newest observation has it
}

// SeenUser is how long somebody was the last user of an asset's devices, within the last days.
type SeenUser struct {
	Name    string    `json:"name,omitempty"`
	Erased  bool      `json:"erased"` // the names of several who were erased, or are older than they are kept
	Part    float64   `json:"share"`
	Seconds int64     `json:"seconds"`
	Last    time.Time `json:"last_seen_at"`
}

// For is how long it was.
func (u SeenUser) For() time.Duration { return time.Duration(u.Seconds) * time.Second }

// SeenUserDays is within how many days back users are counted.
const SeenUserDays = 90
