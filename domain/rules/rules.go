// Package rules puts the rules of all parts of the domain into one set with a
// version: a running fold has exactly one.
package rules

import (
	"coresync/domain/asset"
	"coresync/domain/matching"
	"coresync/domain/matching/orgs"
)

// Set is one set of rules. It is never changed after it was made.
type Set struct {
	// Version names the set in rows, answers and comparisons.
	Version  string
	Asset    asset.Rules
	Matching matching.Rules
	Orgs     *orgs.Rules
}

// Default is the set of a new workspace.
func Default() *Set {
	return &Set{Version: "1", Asset: asset.DefaultRules(), Matching: matching.DefaultRules(), Orgs: orgs.DefaultRules()}
}
