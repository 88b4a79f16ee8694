package openapi

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// Description is the whole document, ready to be served and asked.
type Description struct {
	// YAML is what is served.
	YAML []byte

	operations map[string]*Operation
}

// Operation is one operation of the description.
type Operation struct {
	ID         string
	Method     string // upper case
	Path       string // with {names}
	Kind       string // x-kind: read, list, command or empty
	Permission string // x-permission: a permission, "signed-in" or "open"
	// AlwaysNow is x-always-now: why it can't be asked for the past; empty: it can, or shows nothing.
	AlwaysNow string

	route      *routers.Route
	parameters []*openapi3.Parameter
	options    []openapi3.SchemaValidationOption
}

// Load assembles the parts, checks that they make a valid OpenAPI 3 document, and
// that every operation has an id and names who may use it. It is done once, and nobody
// changes what it gives.
func Load() (*Description, error) { return once() }

var once = sync.OnceValues(load)

func load() (*Description, error) {
	text, err := Assemble()
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("read the description: %w", err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("check the description: %w", err)
	}
	d := &Description{YAML: text, operations: make(map[string]*Operation)}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			o, err := newOperation(doc, path, method, item, op)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			if d.operations[o.ID] != nil {
				return nil, fmt.Errorf("%s %s: the id %s is used twice", method, path, o.ID)
			}
			d.operations[o.ID] = o
		}
	}
	return d, nil
}

func newOperation(doc *openapi3.T, path, method string, item *openapi3.PathItem, op *openapi3.Operation) (*Operation, error) {
	if op.OperationID == "" {
		return nil, fmt.Errorf("it has no operationId")
	}
	o := &Operation{
		ID: op.OperationID, Method: method, Path: path, options: formats(),
		route: &routers.Route{Spec: doc, Server: doc.Servers[0], Path: path, PathItem: item, Method: method, Operation: op},
	}
	o.Kind, _ = op.Extensions["x-kind"].(string) // may be absent
	o.Permission, _ = op.Extensions["x-permission"].(string)
	o.AlwaysNow, _ = op.Extensions["x-always-now"].(string)
	if o.Permission == "" {
		return nil, fmt.Errorf("it has no x-permission")
	}
	for _, list := range []openapi3.Parameters{item.Parameters, op.Parameters} {
		for _, p := range list {
			o.parameters = append(o.parameters, p.Value)
		}
	}
	return o, nil
}

// Operation is the operation of an id, or nil.
func (d *Description) Operation(id string) *Operation { return d.operations[id] }

// Operations lists all in order of id.
func (d *Description) Operations() []*Operation {
	all := make([]*Operation, 0, len(d.operations))
	for _, id := range slices.Sorted(maps.Keys(d.operations)) {
		all = append(all, d.operations[id])
	}
	return all
}

// Route is what kin-openapi's filters want to know.
func (o *Operation) Route() *routers.Route { return o.route }

// Default is the default of a query parameter as text, or "".
func (o *Operation) Default(parameter string) string {
	p := o.parameter(openapi3.ParameterInQuery, parameter)
	if p == nil || p.Schema == nil || p.Schema.Value.Default == nil {
		return ""
	}
	return fmt.Sprint(p.Schema.Value.Default)
}

// Takes tells whether the operation has a query parameter of this name.
func (o *Operation) Takes(parameter string) bool {
	return o.parameter(openapi3.ParameterInQuery, parameter) != nil
}

func (o *Operation) parameter(in, name string) *openapi3.Parameter {
	for _, p := range o.parameters {
		if p.In != in {
			continue
		}
		if p.Name == name || in == openapi3.ParameterInHeader && http.CanonicalHeaderKey(p.Name) == http.CanonicalHeaderKey(name) {
			return p
		}
	}
	return nil
}
