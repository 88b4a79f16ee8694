package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Apply makes a set out of another by changes: Apply(a, Changes(a, b)) has the rules
// of b, but for the order of entries that lists of both have. The version is that of
// the other.
func Apply(base *Set, changes []Change) (*Set, error) {
	t := tree(base)
	for _, c := range changes {
		var err error
		if t, err = apply(t, strings.Split(c.Pointer, "/")[1:], c); err != nil {
			return nil, fmt.Errorf("change %s: %w", c.Pointer, err)
		}
	}
	raw, err := write(t)
	if err != nil {
		return nil, err
	}
	return Parse(raw, base)
}

var errNoPlace = errors.New("there is no such place")

// apply changes a tree at a path, whose last token names what is changed.
func apply(t any, path []string, c Change) (any, error) {
	if list, is := t.([]any); is {
		return applyToList(list, c), nil
	}
	object, is := t.(map[string]any)
	if !is {
		return nil, errNoPlace
	}
	name := strings.ReplaceAll(strings.ReplaceAll(path[0], "~1", "/"), "~0", "~")
	if len(path) == 1 {
		if c.New == nil {
			delete(object, name)
			return object, nil
		}
		object[name] = parsed(c.New)
		return object, nil
	}
	below, err := apply(object[name], path[1:], c)
	object[name] = below
	return object, err
}

// applyToList takes an entry away, or adds one.
func applyToList(list []any, c Change) []any {
	if c.Old == nil {
		return append(list, parsed(c.New))
	}
	kept := make([]any, 0, len(list))
	for _, entry := range list {
		if !bytes.Equal(value(entry), c.Old) {
			kept = append(kept, entry)
		}
	}
	return kept
}

func parsed(raw json.RawMessage) any {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	_ = d.Decode(&v) // made by Changes
	return v
}
