package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// RuleSet is a set of rules that is or was in force.
type RuleSet struct {
	Version string `json:"version"`
	Digest  string `json:"digest"` // SHA-256 of the canonical JSON, in hexadecimal
	InForce bool   `json:"in_force"`
	// The rest of who and when is absent for the set that every workspace begins with.
	Reason    string     `json:"reason,omitempty"`
	Actor     string     `json:"actor,omitempty"`
	AdoptedAt *time.Time `json:"adopted_at,omitempty"`
	Position  int64      `json:"position,omitempty"`
	// Rules is the set itself; lists leave it out.
	Rules json.RawMessage `json:"rules,omitempty"`
}

// RuleDraft is a set to be adopted. What it leaves out stays as it is in force.
type RuleDraft struct {
	Rules  json.RawMessage `json:"rules"`
	Reason string          `json:"reason"`
}

// RuleEffects is what a draft would change.
type RuleEffects struct {
	Assets AssetEffects     `json:"assets"`
	Items  []ProjectionDiff `json:"items"` // one a read model
}

// AssetEffects sums up what a draft would do to assets, each counted once.
type AssetEffects struct {
	// Effects counts by what it means: merge, split, move, category, …
	Effects  map[string]int64 `json:"effects"`
	NoEffect int64            `json:"no_effect"`
	Shown    []RowDiff        `json:"shown"`
}

// RuleQuestion asks what rules make of one case.
type RuleQuestion struct {
	Kind string `json:"kind"` // one of RuleQuestions
	Text string `json:"text"`
}

// RuleQuestions lists what can be asked: whose an organization of a name is, whose a
// device's last user is, whether a serial number identifies a machine, and the category
// of a class.
func RuleQuestions() []string { return []string{"organization", "account", "serial", "class"} }

// RuleAnswer is what the rules say, step by step.
type RuleAnswer struct {
	Verdict    string          `json:"verdict"`
	Steps      []RuleStep      `json:"steps"`
	Candidates []RuleCandidate `json:"candidates"` // the nearest customers, or the contacts whom an account fits
}

// RuleStep is one step of an explanation.
type RuleStep struct {
	What   string `json:"what"`
	Result string `json:"result"`
}

// RuleCandidate is a customer that an organization may be, or a contact whose an account is.
type RuleCandidate struct {
	ID     uuid.UUID `json:"id"`
	Name   string    `json:"name"`
	Score  int       `json:"score"` // 0 to 100
	Reason string    `json:"reason"`
}

// RuleSetAdopted is the answer of an adoption.
type RuleSetAdopted struct {
	Written
	RuleSet RuleSet `json:"rule_set"`
}

// Rules shows rule sets and puts them in force. A set that was adopted changes no
// row by itself: a rebuild makes its rows beside the live ones.
type Rules interface {
	// List gives all sets, the newest first.
	List(ctx context.Context, s Scope) ([]RuleSet, error)
	// Get gives one with its rules; version "" is the one in force. Error: domain.CodeNotFound.
	Get(ctx context.Context, s Scope, version string) (RuleSet, error)
	// Diff shows what the live rows of all read models would be under a draft, at most
	// so many rows a table. Nothing is written. Errors: as of Adopt.
	Diff(ctx context.Context, s Scope, document json.RawMessage, show int) (RuleEffects, error)
	// Ask explains what a draft makes of a single case. Errors: as of Adopt.
	Ask(ctx context.Context, s Scope, document json.RawMessage, q RuleQuestion) (RuleAnswer, error)
	// Adopt puts a draft in force. Errors: domain.CodeInvalid with every fault.
	Adopt(ctx context.Context, c Command, d RuleDraft) (RuleSetAdopted, error)
}
