package tree

import (
	"fmt"

	"github.com/google/uuid"
)

// Audited is what a walk over a log found.
type Audited struct {
	Tenant, Epoch uuid.UUID
	Events        int64          // walked: all up to the head
	Root          [hashSize]byte // of all of them; zero where it could not be made
	Tiles         int64          // compared with what stands on them
	Heads         int64          // signed heads that were compared
	// HeadsLeft counts heads of epochs that were left, for events that were given up.
	HeadsLeft int64
	// Faults are those found first, at most MaxFaults of FaultCount.
	Faults     []Fault
	FaultCount int64
}

// MaxFaults is how many faults of a walk are kept.
const MaxFaults = 100

// OK tells whether the log is what was appended and signed.
func (a *Audited) OK() bool { return a.FaultCount == 0 }

// Fault is a place where a log is not what was appended or signed.
type Fault struct {
	From int64  `json:"from"` // position
	To   int64  `json:"to"`   // position, inclusive
	What string `json:"what"`
}

func (f Fault) String() string {
	if f.From == f.To {
		return fmt.Sprintf("position %d: %s", f.From, f.What)
	}
	return fmt.Sprintf("positions %d to %d: %s", f.From, f.To, f.What)
}

func (a *Audited) fault(from, to int64, what string) {
	a.FaultCount++
	if len(a.Faults) < MaxFaults {
		a.Faults = append(a.Faults, Fault{from, to, what})
	}
}
