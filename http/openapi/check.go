package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"coresync/domain"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// CheckParameters lists everything that is wrong with path, query and headers of a
// request: what the description refuses, parameters that it doesn't know (a
// misspelt filter must not show everything), and one given twice that is no list.
func (o *Operation) CheckParameters(r *http.Request, vars map[string]string) []domain.Fault {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return []domain.Fault{{Pointer: "?", Code: "malformed", Message: "The query string can't be read."}}
	}
	faults := append(o.unknownParameters(query), o.looseParameters(query)...)
	input := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: vars, QueryParams: query, Route: o.route,
		Options: &openapi3filter.Options{MultiError: true, SkipSettingDefaults: true, SchemaValidationOptions: o.options},
	}
	for _, p := range o.parameters {
		if err := openapi3filter.ValidateParameter(r.Context(), input, p); err != nil {
			faults = append(faults, parameterFaults(p.Name, err)...)
		}
	}
	return faults
}

func (o *Operation) unknownParameters(query url.Values) []domain.Fault {
	var faults []domain.Fault
	for name, values := range query {
		p := o.parameter(openapi3.ParameterInQuery, name)
		switch {
		case p == nil:
			faults = append(faults, o.unknownParameter(name))
		case len(values) > 1 && !p.Schema.Value.Type.Is(openapi3.TypeArray):
			faults = append(faults, domain.Fault{
				Pointer: "?" + name, Code: "repeated", Message: "Give this parameter once."})
		}
	}
	slices.SortFunc(faults, func(a, b domain.Fault) int { return strings.Compare(a.Pointer, b.Pointer) })
	return faults
}

// unknownParameter says of a moment why it can't be asked for here: no misspelling.
func (o *Operation) unknownParameter(name string) domain.Fault {
	f := domain.Fault{Pointer: "?" + name, Code: "unknown", Message: "There is no such parameter here. Look for a misspelling."}
	switch {
	case name == "as_of" && o.AlwaysNow != "":
		f.Code, f.Message = "always_now", "This is always of now. "+o.AlwaysNow+" Leave as_of out."
	case name == "as_of_rules" && o.Takes("as_of"):
		f.Message = "What this shows does not depend on rules. Leave as_of_rules out."
	case name == "as_of_rules" && o.AlwaysNow != "":
		f.Code, f.Message = "always_now", "This is always of now. "+o.AlwaysNow+" Leave as_of_rules out."
	}
	return f
}

// parameterFaults puts the parameter's name where a pointer into it would stand.
func parameterFaults(name string, err error) []domain.Fault {
	var parse *openapi3filter.ParseError
	if errors.As(err, &parse) {
		return []domain.Fault{{Pointer: "?" + name, Code: "malformed", Message: "This can't be read as what it should be."}}
	}
	if errors.Is(err, openapi3filter.ErrInvalidRequired) {
		return []domain.Fault{{Pointer: "?" + name, Code: "required", Message: "This is required."}}
	}
	if errors.Is(err, openapi3filter.ErrInvalidEmptyValue) {
		return []domain.Fault{{Pointer: "?" + name, Code: "empty", Message: "Leave it out or give it a value."}}
	}
	faults := schemaFaults(err)
	for i := range faults {
		faults[i].Pointer = "?" + name
	}
	return faults
}

// TakesBody tells whether the operation has a body, whether it must be there, and
// the schema under a media type; known is false where it doesn't take that type.
func (o *Operation) TakesBody(mediaType string) (takes, required, known bool) {
	body := o.route.Operation.RequestBody
	if body == nil {
		return false, false, false
	}
	return true, body.Value.Required, body.Value.Content[mediaType] != nil
}

// MediaTypes lists the types that the body may have.
func (o *Operation) MediaTypes() []string {
	if o.route.Operation.RequestBody == nil {
		return nil
	}
	var types []string
	for name := range o.route.Operation.RequestBody.Value.Content {
		types = append(types, name)
	}
	slices.Sort(types)
	return types
}

// CheckJSON lists everything that is wrong with a JSON body.
func (o *Operation) CheckJSON(body []byte) []domain.Fault {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return []domain.Fault{{Pointer: "/", Code: "malformed", Message: "The body is no JSON: " + jsonReason(err) + "."}}
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return []domain.Fault{{Pointer: "/", Code: "trailing_data", Message: "Something follows the JSON value. Send one value."}}
	}
	faults := unstorable(value, nil)
	schema := o.route.Operation.RequestBody.Value.Content["application/json"].Schema.Value
	options := append([]openapi3.SchemaValidationOption{openapi3.VisitAsRequest()}, o.options...)
	if err := schema.VisitJSON(value, options...); err != nil {
		faults = append(faults, schemaFaults(err)...)
	}
	return faults
}

// jsonReason says where the text breaks off, without repeating any of it.
func jsonReason(err error) string {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return "byte " + itoa(syntax.Offset) + " is not what must follow"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends too early"
	}
	return "it can't be read"
}
