package asset

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"coresync/domain"
)

// Rules are the rules about assets that a workspace may change, as they stand in a
// rule set. The zero value knows no class and no junk; start from DefaultRules.
type Rules struct {
	// Categories by node class (CAT).
	Categories map[string]Category `json:"categories"`
	// JunkSerials holds placeholders in the form of SerialKey (A.3).
	JunkSerials Serials `json:"junk_serials"`
	// StatusFollowsConnectivity lets online and offline switch the status between
	// in_use and available (FLD-06).
	StatusFollowsConnectivity bool `json:"status_follows_connectivity"`
	// ShowPending makes assets of devices that wait for approval in NinjaOne.
	ShowPending bool `json:"show_pending"`
	// Identity are the rules by which records become assets.
	Identity Identity `json:"identity"`
	// Precedence says, by field, whose value goes first; a field that is not named
	// has DefaultPrecedence (FLD-09, beyond.md rank 9).
	Precedence map[Field][]Source `json:"precedence"`
}

// Serials is a set of serial numbers; in JSON a sorted list.
type Serials map[string]struct{}

// MarshalJSON implements json.Marshaler.
func (s Serials) MarshalJSON() ([]byte, error) {
	list := slices.Sorted(maps.Keys(s))
	if list == nil {
		list = []string{}
	}
	return json.Marshal(list)
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *Serials) UnmarshalJSON(raw []byte) error {
	var list []string
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	*s = make(Serials, len(list))
	for _, serial := range list {
		(*s)[serial] = struct{}{}
	}
	return nil
}

// Faults lists what is wrong with the rules; pointers are within them.
func (r *Rules) Faults() []domain.Fault {
	var faults []domain.Fault
	known := Categories()
	for _, class := range slices.Sorted(maps.Keys(r.Categories)) {
		if c := r.Categories[class]; class == "" || !slices.Contains(known, c) {
			faults = append(faults, domain.Fault{Pointer: "/categories/" + class, Code: "unknown_category",
				Message: fmt.Sprintf("%q is no category; choose one of %q.", c, known)})
		}
	}
	for _, serial := range slices.Sorted(maps.Keys(r.JunkSerials)) {
		if serial == "" || SerialKey(serial) != serial {
			faults = append(faults, domain.Fault{Pointer: "/junk_serials", Code: "not_a_key",
				Message: fmt.Sprintf("Write %q as serial numbers are compared, upper case and without signs: %q.", serial, SerialKey(serial))})
		}
	}
	faults = append(faults, r.Identity.faults()...)
	return append(faults, precedenceFaults(r.Precedence)...)
}

// DefaultRules are the rules of a new workspace.
func DefaultRules() Rules {
	junk := make(Serials, len(defaultJunkSerials))
	for _, s := range defaultJunkSerials {
		junk[s] = struct{}{}
	}
	return Rules{
		Categories:                maps.Clone(defaultCategories),
		JunkSerials:               junk,
		StatusFollowsConnectivity: true,
		Identity:                  DefaultIdentity(),
		Precedence:                defaultPrecedence(),
	}
}
