package rules

import (
	"fmt"
	"strings"

	"coresync/domain"
	"coresync/domain/event"
)

// State is what deciding about rule sets needs to know of a workspace.
type State struct {
	Adopted int64  // sets so far
	Digest  string // of the set in force
}

// Adopt is the command to put a set in force.
type Adopt struct {
	Set    *Set
	Reason string
}

// MaxReason bounds a reason, in bytes.
const MaxReason = 1000

// Evolve folds what was adopted into the state.
func Evolve(s State, p event.Payload) State {
	if b, is := p.(*event.RuleSetAdopted); is {
		return State{Adopted: s.Adopted + 1, Digest: b.Digest}
	}
	return s
}

// Decide adopts a set, with a reason; none where the set is in force already.
func Decide(s State, c Adopt) ([]event.Payload, error) {
	reason := strings.TrimSpace(c.Reason)
	switch {
	case reason == "":
		return nil, domain.Invalid([]domain.Fault{{Pointer: "/reason", Code: "required", Message: "Say why; whoever looks back will want to know."}})
	case len(reason) > MaxReason:
		return nil, domain.Invalid([]domain.Fault{{Pointer: "/reason", Code: "too_long", Message: fmt.Sprintf("At most %d bytes.", MaxReason)}})
	}
	inForce := s.Digest
	if s.Adopted == 0 {
		inForce = Default().Digest()
	}
	digest := c.Set.Digest()
	if digest == inForce {
		return nil, nil
	}
	return []event.Payload{&event.RuleSetAdopted{
		Version: VersionOf(s.Adopted + 1), Digest: digest, Reason: reason, Rules: c.Set.JSON(),
	}}, nil
}

// FromEvent is the set that was adopted. What a later program added to the rules,
// and the event doesn't hold, is as in the default set.
func FromEvent(b *event.RuleSetAdopted) (*Set, error) {
	base := Default()
	base.Version = b.Version
	set, err := Parse(b.Rules, base)
	if err != nil {
		return nil, fmt.Errorf("rules version %s: this program can't read them, a newer one may: %w", b.Version, err)
	}
	return set, nil
}
