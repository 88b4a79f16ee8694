package mapping

import "github.com/google/uuid"

// The effects of other rules on what an organization is mapped to, by their names in
// differences.
const (
	EffectMove     = "move"     // it belongs to another customer, or to none
	EffectSuggest  = "suggest"  // another customer is suggested
	EffectEvidence = "evidence" // the same, for another reason
)

func effectOn(old, now *Status) string {
	switch {
	case old.Customer != now.Customer:
		return EffectMove
	case old.Suggested != now.Suggested && (old.Suggested != uuid.Nil || now.Suggested != uuid.Nil):
		return EffectSuggest
	}
	return EffectEvidence
}
