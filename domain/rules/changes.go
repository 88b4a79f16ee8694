package rules

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Change is one difference between two sets: an entry that is there in one only, or
// has another value. Entries of lists of texts and numbers are told one by one.
type Change struct {
	// Pointer is an RFC 6901 JSON pointer, such as "/asset/categories/MAC". The entry
	// of a list has its value behind the list's own pointer.
	Pointer string          `json:"pointer"`
	Old     json.RawMessage `json:"old,omitempty"`
	New     json.RawMessage `json:"new,omitempty"`
}

// Changes lists what is different in b, in order of pointers.
func Changes(a, b *Set) []Change {
	var changes []Change
	compare("", tree(a), tree(b), func(c Change) { changes = append(changes, c) })
	slices.SortStableFunc(changes, func(x, y Change) int { return strings.Compare(x.Pointer, y.Pointer) })
	return changes
}

func tree(s *Set) any {
	d := json.NewDecoder(bytes.NewReader(s.JSON()))
	d.UseNumber()
	var t any
	_ = d.Decode(&t) // canonical JSON
	return t
}

var absent any = struct{}{}

func compare(at string, a, b any, yield func(Change)) {
	x, objects := a.(map[string]any)
	y, both := b.(map[string]any)
	if objects && both {
		for name, old := range x {
			now, is := y[name]
			if !is {
				now = absent
			}
			compare(at+"/"+escape(name), old, now, yield)
		}
		for name, now := range y {
			if _, is := x[name]; !is {
				compare(at+"/"+escape(name), absent, now, yield)
			}
		}
		return
	}
	if l, is := scalars(a); is {
		if m, is := scalars(b); is {
			compareLists(at, l, m, yield)
			return
		}
	}
	if old, now := value(a), value(b); !bytes.Equal(old, now) {
		yield(Change{at, old, now})
	}
}

// compareLists tells entries that came and went; or, where only the order differs, the list.
func compareLists(at string, a, b []string, yield func(Change)) {
	same := true
	for _, v := range a {
		if !slices.Contains(b, v) {
			same = false
			yield(Change{Pointer: at + "/" + escape(unquoted(v)), Old: json.RawMessage(v)})
		}
	}
	for _, v := range b {
		if !slices.Contains(a, v) {
			same = false
			yield(Change{Pointer: at + "/" + escape(unquoted(v)), New: json.RawMessage(v)})
		}
	}
	if same && !slices.Equal(a, b) {
		yield(Change{at, json.RawMessage("[" + strings.Join(a, ",") + "]"), json.RawMessage("[" + strings.Join(b, ",") + "]")})
	}
}

// scalars gives a list's entries as JSON, if none of them is a list or an object.
func scalars(v any) ([]string, bool) {
	list, is := v.([]any)
	if !is {
		return nil, false
	}
	texts := make([]string, len(list))
	for i, entry := range list {
		switch entry.(type) {
		case []any, map[string]any:
			return nil, false
		}
		texts[i] = string(value(entry))
	}
	return texts, true
}

func value(v any) json.RawMessage {
	if v == absent {
		return nil
	}
	raw, _ := write(v) // made of JSON
	return raw
}

func unquoted(v string) string {
	var text string
	if json.Unmarshal([]byte(v), &text) != nil {
		return v
	}
	return text
}

func escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}
