package asset

import (
	"errors"
	"slices"

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

// Joining is a verdict with what is kept by hand of assets that become one, by field.
type Joining struct {
	Pairing
	Keep map[Field]string
}

// Join makes the events of a verdict about an asset of which this is decided: the verdict, and
// what is kept. So neither is recorded without the other. Error: domain.CodeInvalid with every
// fault.
func Join(d Decided, j Joining) ([]event.Payload, error) {
	verdict, err := Pair(j.Pairing)
	if err != nil {
		return nil, err
	}
	if len(j.Keep) == 0 {
		return []event.Payload{verdict}, nil
	}
	if j.Verdict != VerdictSame {
		return nil, domain.Invalid([]domain.Fault{{Pointer: "/keep", Code: "not_same", Message: "Values are kept where assets become one: answer same, or keep none."}})
	}
	kept, err := Decide(d, Command{Asset: j.Assets[0], Set: j.Keep})
	if err != nil {
		return nil, under("/keep", err)
	}
	return append([]event.Payload{verdict}, kept...), nil
}

// under is a refusal whose faults are in a member of what was asked.
func under(member string, err error) error {
	var refused *domain.Error
	if !errors.As(err, &refused) {
		return err
	}
	faults := slices.Clone(refused.Fields)
	for i := range faults {
		faults[i].Pointer = member + faults[i].Pointer
	}
	return domain.Invalid(faults)
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

// Unlinking takes a record out of an asset, whatever rules and people said: it is another
// thing than each of the asset's other records.
type Unlinking struct {
	Record uuid.UUID
	Others []uuid.UUID
	// Joined are those of the others that people's merges hold together by the record alone.
	// They stay one; the first is the one that they join.
	Joined []uuid.UUID
	Reason string
}

// Unlink makes the events of it: one for each of the others, since nothing new is said of those
// among themselves, and what keeps those one that people merged with the record. They belong
// into one append, in the stream of the oldest of all, where merges are, so that an undo brings
// back those that it ends. Error: domain.CodeInvalid where there are no others.
func Unlink(_ Decided, u Unlinking) (events []event.Payload, err error) {
	for _, other := range u.Others {
		distinct, err := Pair(Pairing{Assets: []uuid.UUID{u.Record, other}, Verdict: VerdictDifferent, Reason: u.Reason})
		if err != nil {
			return nil, err
		}
		events = append(events, distinct)
	}
	if len(events) == 0 {
		_, err = Pair(Pairing{Assets: []uuid.UUID{u.Record}, Verdict: VerdictDifferent})
		return nil, err
	}
	if len(u.Joined) < 2 {
		return events, nil
	}
	for some := range slices.Chunk(u.Joined[1:], MaxPaired-1) {
		stay := append([]uuid.UUID{u.Joined[0]}, some...)
		merged, err := Pair(Pairing{Assets: stay, Verdict: VerdictSame, Reason: u.Reason})
		if err != nil {
			return nil, err
		}
		events = append(events, merged)
	}
	return events, nil
}
