package asset

import (
	"slices"

	"coresync/domain"
)

// Mode says what a rung of the ladder does with a hit.
type Mode string

// The modes of a rung.
const (
	ModeLink   Mode = "link"   // links where the rung allows it, else asks people
	ModeReview Mode = "review" // asks people
	ModeOff    Mode = "off"
)

// Identity are the rules by which records become assets (appendix A).
type Identity struct {
	// Serial and Hardware say what rungs 2 and 4 of the ladder do.
	Serial   Mode `json:"serial"`
	Hardware Mode `json:"hardware"`
	// SilentWithin is how many hours after the enrolment of a new id the former one
	// may still have been heard of, to be taken for the same machine.
	SilentWithin int `json:"silent_within_hours"`
	// RetireAfter is after how many days of being missing it is proposed to retire an
	// asset (A.5).
	RetireAfter int `json:"retire_after_days"`
	// VirtualCards are beginnings of addresses of network cards that identify
	// nothing, twelve upper-case hexadecimal digits at most.
	VirtualCards []string `json:"virtual_cards"`
}

// DefaultIdentity are the rules of identity of a new workspace.
func DefaultIdentity() Identity {
	return Identity{
		Serial: ModeLink, Hardware: ModeLink, SilentWithin: 26, RetireAfter: 30,
		VirtualCards: slices.Clone(defaultVirtualCards),
	}
}

// faults lists what is wrong with the rules; pointers are within those of assets.
func (r *Identity) faults() []domain.Fault {
	var faults []domain.Fault
	for _, m := range []struct {
		pointer string
		mode    Mode
	}{{"/serial", r.Serial}, {"/hardware", r.Hardware}} {
		if !slices.Contains([]Mode{ModeLink, ModeReview, ModeOff}, m.mode) {
			faults = append(faults, domain.Fault{Pointer: "/identity" + m.pointer, Code: "unknown_mode", Message: "Choose link, review or off."})
		}
	}
	if r.SilentWithin < 0 {
		faults = append(faults, domain.Fault{Pointer: "/identity/silent_within_hours", Code: "out_of_range", Message: "Choose 0 or more hours."})
	}
	if r.RetireAfter < 1 {
		faults = append(faults, domain.Fault{Pointer: "/identity/retire_after_days", Code: "out_of_range", Message: "Choose at least one day."})
	}
	return faults
}
