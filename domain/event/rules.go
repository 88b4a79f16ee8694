package event

import "encoding/json"

// RulesStream is the stream of a tenant's rule sets.
const RulesStream = "rules"

// RuleSetAdopted says that a person adopted a set of rules. It changes no row by
// itself: a rebuild makes the rows of the new set beside the live ones. The nth
// event of its stream adopts version n+1; version 1 is the set that every tenant
// begins with.
type RuleSetAdopted struct {
	Version string `json:"version"`
	// Digest is the SHA-256 of the set's canonical JSON, in hexadecimal.
	Digest string `json:"digest"`
	Reason string `json:"reason"`
	// Rules is the whole set, not only what changed.
	Rules json.RawMessage `json:"rules"`
}

// EventType implements Payload.
func (RuleSetAdopted) EventType() Type { return "RuleSetAdopted" }
