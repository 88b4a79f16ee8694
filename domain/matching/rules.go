package matching

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"coresync/domain"
)

// rulesJSON is how the rules stand in a rule set: sorted lists, words as split
// writes them.
type rulesJSON struct {
	LegalForms   []string `json:"legal_forms"`   // at the end of a name
	LeadingForms []string `json:"leading_forms"` // before a name
	GluedForms   []string `json:"glued_forms"`   // written without a space
}

// MarshalJSON implements json.Marshaler.
func (r Rules) MarshalJSON() ([]byte, error) {
	return json.Marshal(rulesJSON{
		LegalForms:   slices.AppendSeq([]string{}, slices.Values(slices.Sorted(maps.Keys(r.forms)))),
		LeadingForms: slices.AppendSeq([]string{}, slices.Values(slices.Sorted(maps.Keys(r.leading)))),
		GluedForms:   append([]string{}, r.glued...),
	})
}

// UnmarshalJSON implements json.Unmarshaler. A member that it doesn't know is an error.
func (r *Rules) UnmarshalJSON(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var j rulesJSON
	if err := d.Decode(&j); err != nil {
		return err
	}
	*r = Rules{forms: set(j.LegalForms), leading: set(j.LeadingForms), glued: j.GluedForms}
	return nil
}

// Faults lists what is wrong with the rules; pointers are within them.
func (r *Rules) Faults() []domain.Fault {
	var faults []domain.Fault
	check := func(pointer string, forms []string) {
		for _, form := range forms {
			if words := split(form); form == "" || strings.Join(words, " ") != form || len(words) > longestForm {
				faults = append(faults, domain.Fault{Pointer: pointer, Code: "not_normalised",
					Message: fmt.Sprintf("Write %q as names are compared, in at most %d words: %q.", form, longestForm, strings.Join(words, " "))})
			}
		}
	}
	check("/legal_forms", slices.Sorted(maps.Keys(r.forms)))
	check("/leading_forms", slices.Sorted(maps.Keys(r.leading)))
	check("/glued_forms", r.glued)
	return faults
}
