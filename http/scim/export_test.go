package scim

// Resource and ParseFilter are for fuzzing.
type Resource = resource

var ParseFilter = parseFilter
