package scim

// Resource is for fuzzing.
type Resource = resource

// ParseFilter makes a test of a filter.
func ParseFilter(text string) (func(Resource) bool, error) {
	parsed, err := parseFilter(text)
	return func(v Resource) bool { return parsed == nil || holds(parsed, v) }, err
}
