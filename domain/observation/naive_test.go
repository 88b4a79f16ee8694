package observation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"

	"coresync/domain/observation"
)

// The long way: the standard library's decoder, maps and math/big. It is slow and
// short, and every form must come out as it says.

// naiveClass answers what class a path has ("os.lastBootTime"); it stands for the
// table.
type naiveTable struct {
	classes map[string]observation.Class // by path, "[]" for elements
	sets    map[string]bool
	rest    map[string]observation.Class // of the members below a path that have no class
}

var naiveDevices = naiveTable{
	classes: map[string]observation.Class{
		"ipAddresses": observation.Sampled, "publicIP": observation.Sampled,
		"os.lastBootTime": observation.Sampled, "lastBootTime": observation.Sampled,
		"volumes[].freeSpace": observation.Sampled, "processors[].clockSpeed": observation.Sampled,
		"snapshotTotalSize": observation.Sampled, "references.backupUsage": observation.Sampled,
		"lastContact": observation.Volatile, "lastUpdate": observation.Volatile, "offline": observation.Volatile,
		"lastLoggedInUser":            observation.Dropped,
		"references.assignedOwner":    observation.Personal,
		"references.assignedOwner.id": observation.Personal, "references.assignedOwner.uid": observation.Personal,
		"references.assignedOwner.email": observation.Personal, "references.assignedOwner.firstName": observation.Personal,
		"references.assignedOwner.lastName": observation.Personal,
	},
	sets: map[string]bool{"ipAddresses": true, "macAddresses": true, "tags": true},
	rest: map[string]observation.Class{"references.assignedOwner": observation.Dropped},
}

// canonical writes a value; keep says of a path whether it is written.
func (t naiveTable) canonical(v any, path string, keep func(observation.Class) bool, sets bool) string {
	switch v := v.(type) {
	case map[string]any:
		var members []string
		for name, inside := range v {
			at := join(path, name)
			if t.kept(path, at, keep) && !(keep(observation.Digested) && t.blankPersonal(at, inside)) {
				members = append(members, quote(name)+":"+t.canonical(inside, at, keep, sets))
			}
		}
		sort.Slice(members, func(i, j int) bool { return memberName(members[i]) < memberName(members[j]) })
		return "{" + strings.Join(members, ",") + "}"
	case []any:
		var elements []string
		for i := range v {
			if t.kept(path, path+"[]", keep) {
				elements = append(elements, t.canonical(v[i], path+"[]", keep, sets))
			}
		}
		if sets && t.sets[strings.TrimPrefix(path, "$.")] {
			slices.Sort(elements)
			elements = slices.Compact(elements)
		}
		return "[" + strings.Join(elements, ",") + "]"
	case json.Number:
		return exact(string(v))
	case string:
		return quote(v)
	}
	return fmt.Sprint(map[any]string{nil: "null", true: "true", false: "false"}[v])
}

// blankPersonal: such a member is not part of a digest; of the stored form no
// personal member is.
func (t naiveTable) blankPersonal(at string, v any) bool {
	if t.classes[strings.TrimPrefix(at, "$.")] != observation.Personal {
		return false
	}
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// kept: the class of the nearest path above that has one, and for the sampled form
// also whatever holds a sampled path.
func (t naiveTable) kept(parent, at string, keep func(observation.Class) bool) bool {
	at, parent = strings.TrimPrefix(at, "$."), strings.TrimPrefix(parent, "$.")
	if class, ok := t.classes[at]; ok {
		return keep(class)
	}
	for place := parent; ; {
		if class, ok := t.rest[place]; ok {
			return keep(class)
		}
		if class, ok := t.classes[place]; ok {
			return keep(class)
		}
		cut := strings.LastIndexAny(place, ".[")
		if cut < 0 || place == "$" {
			break
		}
		place = place[:cut]
	}
	if keep(observation.Digested) {
		return true
	}
	for path := range t.classes {
		if strings.HasPrefix(path, at+".") || strings.HasPrefix(path, at+"[]") {
			return true
		}
	}
	return false
}

func (t naiveTable) stored(v any) string {
	return t.canonical(v, "$", func(c observation.Class) bool {
		return c != observation.Personal && c != observation.Dropped
	}, false)
}

func (t naiveTable) digested(v any) string {
	return t.canonical(v, "$", func(c observation.Class) bool {
		return c == observation.Digested || c == observation.Personal
	}, true)
}

func (t naiveTable) sampled(v any) string {
	return t.canonical(v, "$", func(c observation.Class) bool { return c == observation.Sampled }, true)
}

// naiveDecode is the standard library's; it takes the last of repeated members, and
// puts U+FFFD for invalid UTF-8 and for halves of surrogate pairs.
func naiveDecode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// join makes "$.os.name": the top is not the empty name.
func join(path, name string) string { return path + "." + name }

func memberName(member string) string {
	for i := 1; ; i++ {
		switch member[i] {
		case '\\':
			i++
		case '"':
			return member[1:i]
		}
	}
}

func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == 0:
			b.WriteString("\uFFFD")
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case strings.ContainsRune("\b\f\n\r\t", c):
			b.WriteString(`\` + string("bfnrt"[strings.IndexRune("\b\f\n\r\t", c)]))
		case c < ' ':
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String() + `"`
}

// exact writes a number by way of a fraction of whole numbers.
func exact(token string) string {
	v, ok := new(big.Rat).SetString(token)
	if !ok {
		panic("no number: " + token)
	}
	if v.Sign() == 0 {
		return "0"
	}
	digits, exponent := v.Num(), 0
	for ten, den := big.NewInt(10), v.Denom(); den.Cmp(big.NewInt(1)) != 0; exponent-- {
		v.Mul(v, new(big.Rat).SetInt(ten))
		digits, den = v.Num(), v.Denom()
	}
	text := strings.TrimPrefix(digits.String(), "-")
	trimmed := strings.TrimRight(text, "0")
	exponent += len(text) - len(trimmed)
	sign := strings.Repeat("-", (1-v.Sign())/2)
	switch point := len(trimmed) + exponent; {
	case point > 40 || point < -40:
		if len(trimmed) > 1 {
			trimmed = trimmed[:1] + "." + trimmed[1:]
		}
		return fmt.Sprintf("%s%se%d", sign, trimmed, point-1)
	case point <= 0:
		return sign + "0." + strings.Repeat("0", -point) + trimmed
	case point >= len(trimmed):
		return sign + trimmed + strings.Repeat("0", point-len(trimmed))
	default:
		return sign + trimmed[:point] + "." + trimmed[point:]
	}
}
