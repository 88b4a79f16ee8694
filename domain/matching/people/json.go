package people

import "encoding/json"

// MarshalJSON implements json.Marshaler: the written form, as it stands in a rule set.
func (r *Rules) MarshalJSON() ([]byte, error) { return json.Marshal(r.written) }

// UnmarshalJSON implements json.Unmarshaler.
func (r *Rules) UnmarshalJSON(text []byte) error {
	parsed, err := ParseRules(text)
	if err != nil {
		return err
	}
	*r = *parsed
	return nil
}
