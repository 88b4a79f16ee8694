package asset

import (
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// SerialState says what a serial number is worth as an identity (appendix A).
type SerialState string

// The states. What devices have that are listed side by side is in quarantine (A.3):
// it identifies none of them, the first no more than the last. That is learned from
// the records as they are, so it is unlearned when the cause is gone.
const (
	SerialIdentifies  SerialState = "identifies"
	SerialQuarantined SerialState = "quarantined"
	SerialAmbiguous   SerialState = "ambiguous" // other assets have it, not listed beside this one (A.2: two hits)
	SerialReleased    SerialState = "released"  // others had it and have another one now
)

// SerialStanding is what the serial number of an asset is worth, and because of whom.
type SerialStanding struct {
	State  SerialState
	Rule   string
	Reason string
	Others []uuid.UUID // assets that have it, or had it
}

// Sharer is a record of another asset that has a serial number, or had it.
type Sharer struct {
	Member
	Asset  uuid.UUID
	Former bool // it has another one now
}

// StandingOfSerial tells what the serial number of an asset is worth. own are the
// asset's records that have it, others those of other assets that have it or had it.
func (r *Rules) StandingOfSerial(own []Member, others []Sharer) SerialStanding {
	var listed, gone, shared, former []uuid.UUID
	for i := range others {
		o := &others[i]
		lived, still := r.sideBySide(own, &o.Member)
		switch {
		case o.Former:
			former = including(former, o.Asset)
		case still:
			listed = including(listed, o.Asset)
		case lived:
			gone = including(gone, o.Asset)
		default:
			shared = including(shared, o.Asset)
		}
	}
	switch {
	case len(listed) > 0:
		return SerialStanding{SerialQuarantined, "A.3", many(listed, "is", "are") +
			" listed beside it with the same serial number, which identifies none of them until one alone has it", listed}
	case len(gone) > 0:
		return SerialStanding{SerialAmbiguous, "A.2", "out of quarantine: " + many(gone, "was", "were") +
			" listed beside it with the same serial number, and this is over; whose a new device with it is, people are asked", append(gone, shared...)}
	case len(shared) > 0:
		return SerialStanding{SerialAmbiguous, "A.2", many(shared, "has", "have") +
			" the same serial number, too: whose a new device with it is, people are asked", shared}
	case len(former) > 0:
		return SerialStanding{SerialReleased, "A.3", many(former, "had", "had") +
			" this serial number before, which is theirs no longer: it identifies the device again", former}
	}
	return SerialStanding{State: SerialIdentifies, Rule: "A.2"}
}

// MaxSharers bounds the records that a standing looks at.
const MaxSharers = 200

// many begins a sentence about other assets.
func many(of []uuid.UUID, one, more string) string {
	switch n := len(of); {
	case n == 1:
		return "another asset " + one
	case n >= MaxSharers:
		return fmt.Sprintf("%d other assets or more %s", n, more)
	default:
		return fmt.Sprintf("%d other assets %s", n, more)
	}
}

// including adds an id that is not there yet.
func including(of []uuid.UUID, id uuid.UUID) []uuid.UUID {
	if slices.Contains(of, id) {
		return of
	}
	return append(of, id)
}

// sideBySide tells whether a record and one of these lived side by side; still, whether
// both are listed.
func (r *Rules) sideBySide(own []Member, o *Member) (lived, still bool) {
	for i := range own {
		first, second := &own[i], o
		if Older(second, first) < 0 {
			first, second = second, first
		}
		if r.overlap(first, second) {
			lived, still = true, still || !first.Missing && !second.Missing
		}
	}
	return lived, still
}
