package ignore

import (
	"slices"
	"strings"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// MaxValue bounds a class, tag or pattern, in bytes.
const MaxValue = 200

// Rule is an ignore rule as folds and lists use it.
type Rule struct {
	Kind  event.IgnoreKind
	Place uuid.UUID // row id of an organization or location
	Value string    // class, tag or pattern; case doesn't matter
}

// Device is what rules look at.
type Device struct {
	Organization, Location uuid.UUID // row ids; zero: none
	Class, Name            string
	Tags                   []string
}

// Ignores tells whether a device is no asset under the rule.
func (r Rule) Ignores(d Device) bool {
	value := strings.ToLower(r.Value) // as lower() in SQL, which knows no other folding
	same := func(s string) bool { return strings.ToLower(s) == value }
	switch r.Kind {
	case event.IgnoreOrganization:
		return r.Place == d.Organization
	case event.IgnoreLocation:
		return r.Place == d.Location
	case event.IgnoreClass:
		return same(d.Class)
	case event.IgnoreTag:
		return slices.ContainsFunc(d.Tags, same)
	case event.IgnoreName:
		return matches(strings.ToLower(r.Value), strings.ToLower(d.Name))
	}
	return false
}

// matches compares a name with a pattern: * stands for any letters, ? for one.
func matches(pattern, name string) bool {
	p, n := []rune(pattern), []rune(name)
	star, mark, i, j := -1, 0, 0, 0
	for j < len(n) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark, i = i, j, i+1
		case i < len(p) && (p[i] == '?' || p[i] == n[j]):
			i, j = i+1, j+1
		case star >= 0: // let the star take one more
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(string(p[i:]), "*") == ""
}

var toLike = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`, "*", "%", "?", "_")

// Like is the pattern in lower case for SQL's like.
func Like(pattern string) string { return toLike.Replace(strings.ToLower(pattern)) }

// Check finds all faults of a rule.
func Check(p *event.IgnoreRuleSet) []domain.Fault {
	var faults []domain.Fault
	fault := func(member, code, message string) {
		faults = append(faults, domain.Fault{Pointer: "/" + member, Code: code, Message: message})
	}
	placed := p.Kind == event.IgnoreOrganization || p.Kind == event.IgnoreLocation
	switch p.Kind {
	case event.IgnoreOrganization, event.IgnoreLocation, event.IgnoreClass, event.IgnoreTag, event.IgnoreName:
	default:
		fault("kind", "unknown", "choose organization, location, class, tag or name")
		return faults
	}
	switch {
	case placed && p.Connection == uuid.Nil:
		fault("connection", "required", "name the connection of the "+string(p.Kind))
	case placed && p.NinjaID <= 0:
		fault("ninja_id", "required", "name the id of the "+string(p.Kind)+" in NinjaOne")
	case placed && p.Value != "":
		fault("value", "not_allowed", "an "+string(p.Kind)+" is named by its id")
	}
	if !placed {
		faults = append(faults, checkValue(p)...)
	}
	return faults
}

func checkValue(p *event.IgnoreRuleSet) (faults []domain.Fault) {
	fault := func(code, message string) {
		faults = append(faults, domain.Fault{Pointer: "/value", Code: code, Message: message})
	}
	switch text := strings.TrimSpace(p.Value); {
	case text == "":
		fault("required", "say which "+string(p.Kind))
	case len(p.Value) > MaxValue:
		fault("too_long", "at most 200 bytes")
	case p.Kind == event.IgnoreName && strings.Trim(text, "*? ") == "":
		fault("too_wide", "this would ignore every device; write some letters of the names")
	}
	if p.Connection != uuid.Nil || p.NinjaID != 0 {
		faults = append(faults, domain.Fault{Pointer: "/ninja_id", Code: "not_allowed", Message: "only organization and location have an id"})
	}
	return faults
}
