package scim

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strings"

	filter "github.com/scim2/filter-parser/v2"
)

// body reads the body as a resource.
func (r *Request) body() (resource, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != ContentType && media != "application/json" {
		return nil, &Fault{Status: http.StatusUnsupportedMediaType, Detail: "Send " + ContentType + "."}
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, invalid("invalidSyntax", "The body is no JSON.")
	}
	body, is := plain(v).(resource)
	if !is {
		return nil, invalid("invalidSyntax", "The body is a JSON object.")
	}
	return body, nil
}

// plain gives decoded JSON the types of what is shown.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		made := make(resource, len(v))
		for name, value := range v {
			made[name] = plain(value)
		}
		return made
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
		return v
	}
	return v
}

// Kinds of operations.
const (
	opAdd     = "add"
	opReplace = "replace"
	opRemove  = "remove"
)

// change is one attribute that an operation of PATCH is about.
type change struct {
	op    string
	path  filter.Path
	value any
}

// about is the attribute's name in lower case.
func (c change) about() string { return strings.ToLower(c.path.AttributePath.AttributeName) }

// mostOperations keeps one request from asking for a day's work.
const mostOperations = 1000

// changes reads the operations of PATCH (RFC 7644 §3.5.2) in the forms that clients send:
// names of operations in any case, no path and an object of attributes, dotted names there.
func (r *Request) changes() ([]change, error) {
	body, err := r.body()
	if err != nil {
		return nil, err
	}
	operations, _ := body.member("Operations").([]any)
	if len(operations) == 0 || len(operations) > mostOperations {
		return nil, invalid("invalidSyntax", "Operations is a list of 1 to 1000.")
	}
	var all []change
	for _, o := range operations {
		operation, _ := o.(resource)
		op, _ := operation.member("op").(string)
		path, _ := operation.member("path").(string)
		more, err := changesOf(strings.ToLower(op), path, operation.member("value"))
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

func changesOf(op, path string, value any) ([]change, error) {
	if op != opAdd && op != opReplace && op != opRemove {
		return nil, invalid("invalidSyntax", "op is add, replace or remove.")
	}
	if strings.EqualFold(path, enterpriseSchema) {
		return changesOfExtension(op, value)
	}
	if path != "" {
		c, err := changeOf(op, path, value)
		return []change{c}, err
	}
	if op == opRemove {
		return nil, invalid("noTarget", "remove needs a path.")
	}
	attributes, is := value.(resource)
	if !is {
		return nil, invalid("invalidValue", "Without a path, value is an object of attributes.")
	}
	return changesIn(op, attributes)
}

// changesOfExtension are those of a path that is an extension's whole name.
func changesOfExtension(op string, value any) ([]change, error) {
	if op == opRemove {
		c, err := changeOf(op, enterpriseSchema+":organization", nil)
		return []change{c}, err
	}
	attributes, is := value.(resource)
	if !is {
		return nil, invalid("invalidValue", "The value of an extension is an object of attributes.")
	}
	return changesIn(op, resource{enterpriseSchema: attributes})
}

// changesIn makes a change of every attribute.
func changesIn(op string, attributes resource) ([]change, error) {
	var all []change
	for name, value := range attributes {
		if strings.EqualFold(name, "schemas") || strings.EqualFold(name, "meta") {
			continue
		}
		if extension, is := value.(resource); is && strings.HasPrefix(name, "urn:") {
			for part, value := range extension {
				if strings.EqualFold(part, "schemas") {
					continue
				}
				c, err := changeOf(op, name+":"+part, value)
				if err != nil {
					return nil, err
				}
				all = append(all, c)
			}
			continue
		}
		c, err := changeOf(op, name, value)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func changeOf(op, path string, value any) (change, error) {
	if len(path) > longestFilter {
		return change{}, invalid("invalidPath", "A path is too long: it may have 1000 bytes.")
	}
	parsed, err := filter.ParsePath([]byte(path))
	if err != nil {
		return change{}, invalid("invalidPath", "The path "+path+" can't be read.")
	}
	return change{op: op, path: parsed, value: value}, nil
}

// atPath are the values that a path means.
func (v resource) atPath(p filter.Path) []any {
	if p.ValueExpression == nil {
		return v.at(p.AttributePath)
	}
	var found []any
	for _, item := range v.at(p.AttributePath) {
		part, is := item.(resource)
		switch {
		case !is || !holds(p.ValueExpression, part):
		case p.SubAttribute == nil:
			found = append(found, part)
		default:
			found = append(found, spread(part.member(*p.SubAttribute))...)
		}
	}
	return found
}

// includes tells whether what is there has all that is wanted. Of lists every item must
// be there, of objects every member that we know.
func includes(have []any, want any) bool {
	if items, is := want.([]any); is {
		for _, item := range items {
			if !includes(have, item) {
				return false
			}
		}
		return true
	}
	for _, value := range have {
		if alike(value, want) {
			return true
		}
	}
	return len(have) == 0 && (want == nil || want == "")
}

func alike(have, want any) bool {
	there, isObject := have.(resource)
	wanted, wantsObject := want.(resource)
	if isObject && !wantsObject {
		return alike(there.member("value"), want)
	}
	if !isObject {
		return !wantsObject && strings.EqualFold(text(have), text(want))
	}
	for name, value := range wanted {
		if now := there.member(name); now != nil && !includes(spread(now), value) {
			return false
		}
	}
	return true
}
