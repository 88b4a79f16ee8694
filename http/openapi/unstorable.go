package openapi

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"

	"github.com/getkin/kin-openapi/openapi3"
)

// unstorable lists what JSON allows and neither PostgreSQL nor Go's integers take:
// texts with NUL, and whole numbers that are written as 1.0 or 1e3. It is told
// here, since later it would be our fault.
func unstorable(value any, at []string) []domain.Fault {
	switch v := value.(type) {
	case string:
		if strings.ContainsRune(v, 0) {
			return []domain.Fault{{Pointer: pointer(at), Code: "nul", Message: "Take the character NUL out."}}
		}
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return []domain.Fault{{Pointer: pointer(at), Code: "type", Message: "Write a whole number with digits alone."}}
		}
	case []any:
		var faults []domain.Fault
		for i, item := range v {
			faults = append(faults, unstorable(item, append(at, strconv.Itoa(i)))...)
		}
		return faults
	case map[string]any:
		var faults []domain.Fault
		for _, name := range slices.Sorted(maps.Keys(v)) {
			faults = append(faults, unstorable(v[name], append(at, name))...)
		}
		return faults
	}
	return nil
}

// looseParameters lists values that kin-openapi takes and that are read strictly
// here: NUL in a text, 1e3 as a whole number, 1 or TRUE as a boolean.
func (o *Operation) looseParameters(query url.Values) []domain.Fault {
	var faults []domain.Fault
	for _, name := range slices.Sorted(maps.Keys(query)) {
		p := o.parameter(openapi3.ParameterInQuery, name)
		if p == nil {
			continue
		}
		for _, value := range query[name] {
			if fault := loose(p.Schema.Value, value); fault.Code != "" {
				fault.Pointer = "?" + name
				faults = append(faults, fault)
				break
			}
		}
	}
	return faults
}

func loose(schema *openapi3.Schema, value string) domain.Fault {
	switch {
	case strings.ContainsRune(value, 0):
		return domain.Fault{Code: "nul", Message: "Take the character NUL out."}
	case schema.Type.Is(openapi3.TypeInteger) && strings.ContainsAny(value, "+.eExXpP_"):
		return domain.Fault{Code: "malformed", Message: "Write a whole number with digits alone."}
	case schema.Type.Is(openapi3.TypeBoolean) && value != "" && value != "true" && value != "false":
		return domain.Fault{Code: "malformed", Message: "Write true or false."}
	}
	return domain.Fault{}
}
