package wire

import (
	"bytes"
	"slices"
	"strconv"

	"coresync/adapters/ninjasim/fleet"
)

// detailOnly are members that a basic row never has, whatever a test injects.
var detailOnly = []string{"ipAddresses", "macAddresses", "publicIP", "notes", "deviceType", "os", "system", "memory", "processors",
	"volumes", "lastLoggedInUser", "network"}

// Patch replaces, adds or removes members of the JSON object at b[start:],
// which Writer wrote. The values may be any bytes: they go in last, in place
// of marks, so that a broken one does not hide the others from the scan.
func Patch(b []byte, start int, raw []fleet.RawMember, full bool) []byte {
	row := slices.Clone(b[start:])
	var marks [][]byte
	for i, m := range raw {
		mark := []byte("\"\x01raw" + strconv.Itoa(i) + "\x01\"")
		marks = append(marks, mark)
		if !full && slices.Contains(detailOnly, m.Path[0]) {
			continue
		}
		if m.Path[0] == "references" && member(row, "references") == nil {
			continue // only when expanded
		}
		if len(m.Value) == 0 {
			mark = nil
		}
		row = set(row, m.Path, mark)
	}
	for i, m := range raw {
		row = bytes.Replace(row, marks[i], m.Value, 1)
	}
	return append(b[:start], row...)
}

// set puts value at a path of an object; no value removes the member.
func set(obj []byte, path []string, value []byte) []byte {
	at := find(obj, path[0])
	if at == nil {
		if value == nil {
			return obj
		}
		return insert(obj, path, value)
	}
	switch {
	case len(path) > 1 && obj[at.value] == '{':
		inner := set(slices.Clone(obj[at.value:at.end]), path[1:], value)
		return slices.Concat(obj[:at.value], inner, obj[at.end:])
	case value == nil && len(path) == 1:
		return cut(obj, at)
	case value == nil:
		return obj
	}
	return slices.Concat(obj[:at.value], wrap(path[1:], value), obj[at.end:])
}

// insert appends a member to an object.
func insert(obj []byte, path []string, value []byte) []byte {
	out := slices.Clone(obj[:len(obj)-1])
	if len(obj) > 2 {
		out = append(out, ',')
	}
	out = append(append(append(out, '"'), path[0]...), '"', ':')
	return append(append(out, wrap(path[1:], value)...), '}')
}

// wrap puts a value into objects of one member each.
func wrap(path []string, value []byte) []byte {
	for i := len(path) - 1; i >= 0; i-- {
		value = slices.Concat([]byte(`{"`+path[i]+`":`), value, []byte{'}'})
	}
	return value
}

// cut removes a member and one of its commas.
func cut(obj []byte, at *place) []byte {
	from, to := at.key, at.end
	switch {
	case obj[to] == ',':
		to++
	case obj[from-1] == ',':
		from--
	}
	return slices.Concat(obj[:from], obj[to:])
}

// place is where a member stands in an object.
type place struct{ key, value, end int }

// member gives the value of a member, nil if there is none.
func member(obj []byte, name string) []byte {
	if at := find(obj, name); at != nil {
		return obj[at.value:at.end]
	}
	return nil
}

// find looks for a member of a compact object.
func find(obj []byte, name string) *place {
	for i := 1; i < len(obj) && obj[i] == '"'; {
		end := skip(obj, i)
		p := &place{key: i, value: end + 1, end: skip(obj, end+1)}
		if string(obj[i+1:end-1]) == name {
			return p
		}
		i = p.end + 1
	}
	return nil
}

// skip gives the end of the value at i.
func skip(b []byte, i int) int {
	if b[i] == '"' {
		for i++; b[i] != '"'; i++ {
			if b[i] == '\\' {
				i++
			}
		}
		return i + 1
	}
	depth := 0
	for ; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = skip(b, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return i
}
