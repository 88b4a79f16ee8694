package asset

import (
	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// Verdict is what people say of assets that may be one thing.
type Verdict string

// The verdicts. Unmerged and Undecided take the first two back.
const (
	VerdictSame      Verdict = "same"
	VerdictDifferent Verdict = "different"
	VerdictUnmerged  Verdict = "unmerged"
	VerdictUndecided Verdict = "undecided"
)

// Pairing says it of two assets or more; the first is the one that others join.
type Pairing struct {
	Assets  []uuid.UUID
	Verdict Verdict
	Reason  string
}

// MaxPaired is how many assets one verdict names.
const MaxPaired = 20

// Pair makes the event of a verdict. Error: domain.CodeInvalid with every fault.
func Pair(p Pairing) (event.Payload, error) {
	var faults []domain.Fault
	seen := make(map[uuid.UUID]bool)
	for _, id := range p.Assets {
		if seen[id] {
			faults = append(faults, domain.Fault{Pointer: "/assets", Code: "repeated", Message: "Name each asset once: " + id.String() + "."})
		}
		seen[id] = true
	}
	if len(seen) < 2 || len(p.Assets) > MaxPaired {
		faults = append(faults, domain.Fault{Pointer: "/assets", Code: "out_of_range", Message: "Name two to twenty assets."})
	}
	if err := domain.Invalid(faults); err != nil {
		return nil, err
	}
	switch p.Verdict {
	case VerdictSame:
		return &event.AssetsMerged{Assets: p.Assets, Reason: p.Reason}, nil
	case VerdictUnmerged:
		return &event.AssetsUnmerged{Assets: p.Assets, Reason: p.Reason}, nil
	case VerdictDifferent:
		return &event.AssetsDistinct{Assets: p.Assets, Reason: p.Reason}, nil
	case VerdictUndecided:
		return &event.AssetsUndecided{Assets: p.Assets}, nil
	}
	return nil, domain.Invalid([]domain.Fault{{Pointer: "/answer", Code: "unknown", Message: "Choose same, different or undecided."}})
}
