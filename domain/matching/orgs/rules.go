package orgs

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"

	"coresync/domain/matching"
)

//go:embed rules.json
var defaultRules []byte

// definition is a rule set as it is written down: data, with a version.
type definition struct {
	Version string `json:"version"`
}

// Rules are a rule set made ready. They are never changed after they were made and
// may be used by many at once.
type Rules struct {
	definition
	names matching.Rules
}

// Version names the rule set in rows and answers.
func (r *Rules) Version() string { return r.definition.Version }

// DefaultRules are the rules of a new workspace. Making them takes some
// milliseconds: make them once.
func DefaultRules() *Rules {
	r, err := ParseRules(defaultRules)
	if err != nil {
		panic(fmt.Sprintf("the built-in rules of organizations: %v", err)) // a test parses them
	}
	return r
}

// DefaultRulesText is the written form of DefaultRules, to show or to start from.
func DefaultRulesText() []byte { return bytes.Clone(defaultRules) }

// ParseRules reads a written rule set. It names everything that is wrong with it.
func ParseRules(text []byte) (*Rules, error) {
	var d definition
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return nil, fmt.Errorf("read the rules of organizations: %w", err)
	}
	if d.Version == "" {
		return nil, errors.New("the rules of organizations: version is missing")
	}
	return &Rules{definition: d, names: matching.DefaultRules()}, nil
}
