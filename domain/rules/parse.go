package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"

	"coresync/domain"
)

// MaxBytes bounds a set's canonical form: it travels in one event.
const MaxBytes = 200 << 10

// faulty is a part that knows what would be wrong with it. Pointers are within the
// part, such as "/categories/MAC".
type faulty interface{ Faults() []domain.Fault }

// Parse makes a set of a document. Members that are left out are those of base, so a
// draft may hold only what changes, and a set that an earlier program adopted gets what
// it didn't know: members within members too, such as one of "identity". A list is taken
// whole, and so is what maps names of the workspace's own choice (see open). The version is base's, until the set is adopted. Error: domain.CodeInvalid
// with every fault.
func Parse(document []byte, base *Set) (*Set, error) {
	given, fault := object(document)
	if fault != "" {
		return nil, domain.Invalid([]domain.Fault{{Pointer: "/", Code: "not_an_object", Message: "This is no set of rules: " + fault}})
	}
	whole, _ := object(base.JSON())
	set := &Set{Version: base.Version}
	var faults []domain.Fault
	for _, p := range set.parts() {
		raw, is := given[p.name]
		delete(given, p.name)
		if !is {
			raw = []byte("{}")
		}
		faults = append(faults, p.read(raw, whole[p.name])...)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		faults = append(faults, domain.Fault{Pointer: "/" + name, Code: "unknown_part", Message: "No part of the rules is called so."})
	}
	if size := len(set.JSON()); len(faults) == 0 && size > MaxBytes {
		faults = append(faults, domain.Fault{Pointer: "/", Code: "too_large",
			Message: fmt.Sprintf("The set has %d bytes; at most %d go into one event.", size, MaxBytes)})
	}
	if err := domain.Invalid(faults); err != nil {
		return nil, err
	}
	set.Orgs = set.Orgs.Naming(set.Matching) // one normalisation for all
	return set, nil
}

// read fills the part from its document over the base's, and lists every fault.
func (p part) read(document, base []byte) []domain.Fault {
	given, fault := object(document)
	if fault != "" {
		return []domain.Fault{{Pointer: "/" + p.name, Code: "not_an_object", Message: fault}}
	}
	var faults []domain.Fault
	merged := p.over(base, given)
	if strictly(merged, p.rules) != nil {
		merged, faults = p.oneByOne(given, base)
		if err := strictly(merged, p.rules); err != nil {
			return append(faults, domain.Fault{Pointer: "/" + p.name, Code: "wrong_part", Message: reason(err)})
		}
	}
	if f, is := p.rules.(faulty); is {
		for _, fault := range f.Faults() {
			fault.Pointer = "/" + p.name + fault.Pointer
			faults = append(faults, fault)
		}
	}
	return faults
}

// oneByOne finds the members that don't fit by themselves, and leaves them as in base.
func (p part) oneByOne(given map[string]json.RawMessage, base []byte) (fit map[string]json.RawMessage, faults []domain.Fault) {
	fit, _ = object(base)
	for _, member := range slices.Sorted(maps.Keys(given)) {
		merged := p.over(base, map[string]json.RawMessage{member: given[member]})
		if err := strictly(merged, reflect.New(reflect.TypeOf(p.rules).Elem()).Interface()); err != nil {
			faults = append(faults, domain.Fault{Pointer: "/" + p.name + "/" + member, Code: "wrong_member", Message: reason(err)})
			continue
		}
		fit[member] = merged[member]
	}
	return fit, faults
}

// open are the members that hold entries of any name: one that a document leaves out is
// not there.
var open = map[string]bool{"asset/categories": true, "asset/precedence": true}

// over lays a document's members over those of base.
func (p part) over(base []byte, given map[string]json.RawMessage) map[string]json.RawMessage {
	merged, _ := object(base)
	for member, value := range given {
		if !open[p.name+"/"+member] {
			value = overlaid(merged[member], value)
		}
		merged[member] = value
	}
	return merged
}

// overlaid is a value with the members of base that it leaves out, where both are
// objects; else the value.
func overlaid(base, value json.RawMessage) json.RawMessage {
	inner, fault := object(value)
	outer, other := object(base)
	if fault != "" || other != "" {
		return value
	}
	for member, v := range inner {
		outer[member] = overlaid(outer[member], v)
	}
	raw, err := json.Marshal(outer)
	if err != nil {
		return value // strictly finds the fault
	}
	return raw
}

// object reads the members of a JSON object, or says in words why it is none.
func object(raw []byte) (map[string]json.RawMessage, string) {
	d := json.NewDecoder(bytes.NewReader(raw))
	var members map[string]json.RawMessage
	if err := d.Decode(&members); err != nil {
		return nil, reason(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, "there is something after the object"
	}
	if members == nil {
		return nil, "an object is expected, not null"
	}
	return members, ""
}

// strictly decodes members into a part; one that the part doesn't know is an error.
func strictly(members map[string]json.RawMessage, into any) error {
	raw, err := json.Marshal(members)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// reason says what is wrong without the names of Go's types.
func reason(err error) string {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &kind):
		return fmt.Sprintf("a %s stands there, which does not fit", kind.Value)
	case errors.As(err, &syntax):
		return fmt.Sprintf("no JSON at byte %d: %s", syntax.Offset, syntax.Error())
	case errors.Is(err, io.EOF):
		return "it is empty"
	}
	return err.Error()
}
