package openapi

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"

	"github.com/getkin/kin-openapi/openapi3"
)

// codes turns the keyword of the schema that is broken into a stable code.
func codes(keyword string) string {
	switch keyword {
	case "required", "type", "enum", "pattern", "format":
		return keyword
	case "properties", "additionalProperties":
		return "unknown"
	case "minLength", "minItems":
		return "too_short"
	case "maxLength", "maxItems":
		return "too_long"
	case "minimum", "exclusiveMinimum":
		return "too_small"
	case "maximum", "exclusiveMaximum":
		return "too_large"
	case "uniqueItems":
		return "repeated"
	case "nullable":
		return "null"
	}
	return "invalid"
}

// schemaFaults flattens kin-openapi's tree of errors: one fault each, in order of place.
func schemaFaults(err error) []domain.Fault {
	var faults []domain.Fault
	collect(err, nil, &faults)
	slices.SortStableFunc(faults, func(a, b domain.Fault) int { return strings.Compare(a.Pointer, b.Pointer) })
	return slices.Compact(faults)
}

func collect(err error, at []string, faults *[]domain.Fault) {
	var several openapi3.MultiError
	if list, ok := err.(openapi3.MultiError); ok { //nolint:errorlint // the tree is walked level by level
		several = list
	} else if wrapped := errors.Unwrap(err); wrapped != nil {
		if _, leaf := err.(*openapi3.SchemaError); !leaf { //nolint:errorlint // as above
			collect(wrapped, at, faults)
			return
		}
	}
	for _, e := range several {
		collect(e, at, faults)
	}
	if schema, ok := err.(*openapi3.SchemaError); ok { //nolint:errorlint // as above
		if inner := nested(schema); inner != nil {
			for _, e := range inner {
				collect(e, at, faults)
			}
			return
		}
		if unknown := unknownMembers(schema); len(unknown) > 0 {
			*faults = append(*faults, unknown...)
			return
		}
		*faults = append(*faults, domain.Fault{
			Pointer: pointer(schema.JSONPointer()), Code: codes(schema.SchemaField), Message: message(schema)})
	}
}

// unknownMembers points at the members themselves; kin-openapi points at what holds them.
func unknownMembers(e *openapi3.SchemaError) []domain.Fault {
	members, ok := e.Value.(map[string]any)
	if !ok || codes(e.SchemaField) != "unknown" {
		return nil
	}
	var faults []domain.Fault
	for name := range members {
		if e.Schema.Properties[name] == nil {
			place := append(slices.Clone(e.JSONPointer()), name)
			faults = append(faults, domain.Fault{Pointer: pointer(place), Code: "unknown", Message: message(e)})
		}
	}
	return faults
}

// nested are the errors below an allOf, which says nothing by itself.
func nested(e *openapi3.SchemaError) []error {
	if e.SchemaField != "allOf" || e.Origin == nil {
		return nil
	}
	var several openapi3.MultiError
	if errors.As(e.Origin, &several) {
		return several
	}
	return []error{e.Origin}
}

// pointer writes RFC 6901.
func pointer(path []string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	var b strings.Builder
	for _, part := range path {
		b.WriteByte('/')
		b.WriteString(escape.Replace(part))
	}
	if b.Len() == 0 {
		return "/"
	}
	return b.String()
}

// message says what to do. It never repeats what was sent.
func message(e *openapi3.SchemaError) string {
	s := e.Schema
	switch codes(e.SchemaField) {
	case "required":
		return "This is required."
	case "unknown":
		return "There is no such member here. Look for a misspelling."
	case "null":
		return "This can't be null. Leave it out instead."
	case "enum":
		return "Allowed are " + listed(s.Enum) + "."
	case "too_short", "too_long":
		return bound(e.SchemaField, s)
	case "repeated":
		return "Give each only once."
	case "format":
		if own := errors.Unwrap(e.Origin); own != nil { // kin-openapi wraps what formats said
			return sentence(own.Error())
		}
	}
	return sentence(e.Reason)
}

// bound says how long a text or a list may be.
func bound(keyword string, s *openapi3.Schema) string {
	switch {
	case keyword == "minLength":
		if s.MinLength == 1 {
			return "This can't be empty."
		}
		return "Give at least " + uitoa(s.MinLength) + " characters."
	case keyword == "minItems":
		return "Give at least " + uitoa(s.MinItems) + "."
	case keyword == "maxLength" && s.MaxLength != nil:
		return "Give at most " + uitoa(*s.MaxLength) + " characters."
	case keyword == "maxItems" && s.MaxItems != nil:
		return "Give at most " + uitoa(*s.MaxItems) + "."
	}
	return "This has a wrong length."
}

func listed(values []any) string {
	texts := make([]string, 0, len(values))
	for _, v := range values {
		if t, ok := v.(string); ok {
			texts = append(texts, t)
		}
	}
	return strings.Join(texts, ", ")
}

func sentence(s string) string {
	if s == "" {
		return "This is not as described."
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func uitoa(n uint64) string { return strconv.FormatUint(n, 10) }
