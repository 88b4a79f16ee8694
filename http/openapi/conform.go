package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Exchange is a request that was answered.
type Exchange struct {
	Request *http.Request
	Sent    []byte // the request's body
	Status  int
	Header  http.Header
	Body    []byte // of the answer, not compressed
}

// Conform compares an exchange with the description, for tests: an accepted
// request is as described, the status and the headers of a success are, and so is
// the body, down to members that the description doesn't have. A path outside the
// description conforms.
func (d *Description) Conform(e Exchange) error {
	op, vars := d.match(e.Request.Method, e.Request.URL)
	if op == nil {
		return nil
	}
	err := op.conform(e, vars)
	if err != nil {
		return fmt.Errorf("%s %s, answered %d %s: %w", e.Request.Method, e.Request.URL, e.Status, e.Body, err)
	}
	return nil
}

// match finds the operation of a request by comparing the parts of the path. A
// part that is written out wins over a parameter.
func (d *Description) match(method string, u *url.URL) (found *Operation, vars map[string]string) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	parts := strings.Split(u.Path, "/")
	for _, op := range d.Operations() {
		v, ok := op.fits(parts)
		if ok && op.Method == method && (found == nil || len(v) < len(vars)) {
			found, vars = op, v
		}
	}
	return found, vars
}

func (o *Operation) fits(parts []string) (map[string]string, bool) {
	pattern := strings.Split(o.Path, "/")
	if len(pattern) != len(parts) {
		return nil, false
	}
	vars := map[string]string{}
	for i, p := range pattern {
		if strings.HasPrefix(p, "{") {
			vars[strings.Trim(p, "{}")] = parts[i]
		} else if p != parts[i] {
			return nil, false
		}
	}
	return vars, true
}

func (o *Operation) conform(e Exchange, vars map[string]string) error {
	asked := e.Request.Clone(e.Request.Context())
	asked.Body = io.NopCloser(bytes.NewReader(e.Sent))
	input := &openapi3filter.RequestValidationInput{
		Request: asked, PathParams: vars, Route: o.route,
		Options: &openapi3filter.Options{
			MultiError: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SchemaValidationOptions: o.options,
		},
	}
	if e.Status < 300 {
		if err := openapi3filter.ValidateRequest(asked.Context(), input); err != nil {
			return fmt.Errorf("the request was taken and is not as described: %w", err)
		}
	}
	described := o.route.Operation.Responses.Status(e.Status)
	switch {
	case described == nil && e.Status < 300:
		return errors.New("this success is not described")
	case described == nil:
		described = o.route.Operation.Responses.Default()
	}
	mediaType, _, _ := strings.Cut(e.Header.Get("Content-Type"), ";")
	isJSON := strings.HasSuffix(mediaType, "json")
	err := openapi3filter.ValidateResponse(asked.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: e.Status, Header: e.Header, Body: io.NopCloser(bytes.NewReader(e.Body)),
		Options: &openapi3filter.Options{
			MultiError: true, IncludeResponseStatus: true, ExcludeResponseBody: !isJSON, SchemaValidationOptions: o.options,
		},
	})
	if err != nil || !isJSON {
		return err
	}
	return noMore(described.Value, mediaType, e.Body)
}

// noMore fails for a member that no schema names.
func noMore(r *openapi3.Response, mediaType string, body []byte) error {
	content := r.Content[mediaType]
	if content == nil {
		return fmt.Errorf("the type %s is not described", mediaType)
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	return known(content.Schema.Value, value, "")
}

func known(schema *openapi3.Schema, value any, at string) error {
	var faults []error
	switch v := value.(type) {
	case []any:
		for i, item := range v {
			if schema.Items != nil {
				faults = append(faults, known(schema.Items.Value, item, fmt.Sprintf("%s/%d", at, i)))
			}
		}
	case map[string]any:
		properties := properties(schema)
		for name, member := range v {
			switch s, ok := properties[name]; {
			case ok:
				faults = append(faults, known(s, member, at+"/"+name))
			case len(properties) > 0: // otherwise it is a free object, such as an event's payload
				faults = append(faults, fmt.Errorf("%s/%s is not described", at, name))
			}
		}
	}
	return errors.Join(faults...)
}

// properties joins those of a schema and of its allOf.
func properties(schema *openapi3.Schema) map[string]*openapi3.Schema {
	all := map[string]*openapi3.Schema{}
	for name, p := range schema.Properties {
		all[name] = p.Value
	}
	for _, part := range schema.AllOf {
		for name, p := range properties(part.Value) {
			all[name] = p
		}
	}
	return all
}
