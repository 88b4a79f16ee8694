package api

import (
	"time"

	"github.com/google/uuid"
)

// KnownBy is a value by which a record of an asset is known, or was.
type KnownBy struct {
	Kind   string // serial_number, bios_serial_number, mac or name
	Value  string
	Record uuid.UUID
	// First and Last are when it was observed first and last.
	First, Last time.Time
	Now         bool // the record's newest observation has it
}

// SeenUser is how long somebody was the last user of an asset's devices, within the last days.
type SeenUser struct {
	Name   string
	Erased bool // the names of several who were erased, or are older than they are kept
	Part   float64
	For    time.Duration
	Last   time.Time
}

// SeenUserDays is within how many days back users are counted.
const SeenUserDays = 90
