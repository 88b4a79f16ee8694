package asset

import "maps"

// Rules are the rules about assets that a workspace may change. The zero value
// knows no class and no junk; start from DefaultRules.
type Rules struct {
	// Categories by node class (CAT).
	Categories map[string]Category
	// JunkSerials holds placeholders in the form of SerialKey (A.3).
	JunkSerials map[string]struct{}
	// StatusFollowsConnectivity lets online and offline switch the status between
	// in_use and available (FLD-06).
	StatusFollowsConnectivity bool
	// ShowPending makes assets of devices that wait for approval in NinjaOne.
	ShowPending bool
}

// DefaultRules are the rules of a new workspace.
func DefaultRules() Rules {
	junk := make(map[string]struct{}, len(defaultJunkSerials))
	for _, s := range defaultJunkSerials {
		junk[s] = struct{}{}
	}
	return Rules{
		Categories:                maps.Clone(defaultCategories),
		JunkSerials:               junk,
		StatusFollowsConnectivity: true,
	}
}
