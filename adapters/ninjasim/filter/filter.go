// Package filter understands NinjaOne's device filter, the parameter "df":
//
//	filter = term { ("AND" | "and" | "&&") term }
//	term   = "online" | "offline" | "group" id | key operator value
//
// There is no OR. Without a term on status only approved devices match.
package filter

import (
	"fmt"
	"slices"

	"coresync/adapters/ninjasim/fleet"
)

// Filter decides which devices a call shows. The zero Filter is not usable;
// Parse gives one.
type Filter struct{ tests []func(*fleet.Row) bool }

// Groups gives the filter behind a saved search, false if there is none.
type Groups func(id int) (string, bool)

// Match says whether a device passes.
func (f Filter) Match(r *fleet.Row) bool {
	for _, test := range f.tests {
		if !test(r) {
			return false
		}
	}
	return true
}

// SyntaxError says where a filter could not be understood.
type SyntaxError struct{ At, Why string }

// Error says where and why, for the log of a test; a client never sees it.
func (e *SyntaxError) Error() string { return fmt.Sprintf("device filter: at %q: %s", e.At, e.Why) }

// Parse reads a filter; the empty one matches all approved devices.
func Parse(s string, groups Groups) (Filter, error) {
	p := parser{rest: scan(s), groups: groups}
	if err := p.all(); err != nil {
		return Filter{}, err
	}
	if !p.status {
		p.add(func(r *fleet.Row) bool { return r.Status == fleet.Approved })
	}
	return Filter{tests: p.tests}, nil
}

// parser reads words from the front of rest.
type parser struct {
	rest   []string
	tests  []func(*fleet.Row) bool
	groups Groups
	status bool
	depth  int
}

// add adds a condition.
func (p *parser) add(t func(*fleet.Row) bool) { p.tests = append(p.tests, t) }

// next takes a word, "" at the end.
func (p *parser) next() string {
	if len(p.rest) == 0 {
		return ""
	}
	t := p.rest[0]
	p.rest = p.rest[1:]
	return t
}

// all reads the whole filter.
func (p *parser) all() error {
	if len(p.rest) == 0 {
		return nil
	}
	for {
		if err := p.term(); err != nil {
			return err
		}
		switch t := p.next(); t {
		case "":
			return nil
		case "AND", "and", "&&":
		default:
			return &SyntaxError{At: t, Why: "AND expected"}
		}
	}
}

// term reads one condition.
func (p *parser) term() error {
	key := p.next()
	switch key {
	case "online", "offline":
		want := key == "offline"
		p.add(func(r *fleet.Row) bool { return r.Offline == want })
		return nil
	case "group":
		return p.group()
	case "org", "organization":
		return p.numbers(func(r *fleet.Row) int { return r.OrgID })
	case "loc", "location":
		return p.numbers(func(r *fleet.Row) int { return r.LocationID })
	case "role":
		return p.numbers(func(r *fleet.Row) int { return r.RoleID })
	case "id":
		return p.numbers(func(r *fleet.Row) int { return r.ID })
	case "class":
		return p.classes()
	case "status":
		return p.statuses()
	case "created":
		return p.created()
	}
	return &SyntaxError{At: key, Why: "unknown key"}
}

// group expands a saved search in place.
func (p *parser) group() error {
	at := p.next()
	id, err := number(at)
	if err != nil {
		return err
	}
	df, ok := p.groups(id)
	if !ok || p.depth > 3 {
		return &SyntaxError{At: at, Why: "unknown group"}
	}
	inner := parser{rest: scan(df), groups: p.groups, depth: p.depth + 1}
	if err := inner.all(); err != nil {
		return err
	}
	p.tests = append(p.tests, inner.tests...)
	p.status = p.status || inner.status
	return nil
}

// numbers reads the condition of a key whose values are ids.
func (p *parser) numbers(of func(*fleet.Row) int) error {
	negate, values, err := p.operand(true)
	if err != nil {
		return err
	}
	ids := make([]int, len(values))
	for i, v := range values {
		if ids[i], err = number(v); err != nil {
			return err
		}
	}
	p.add(func(r *fleet.Row) bool { return slices.Contains(ids, of(r)) != negate })
	return nil
}

// classes reads a condition on the node class; an unknown class is an error.
func (p *parser) classes() error {
	negate, values, err := p.operand(true)
	if err != nil {
		return err
	}
	var classes []fleet.Class
	for _, v := range values {
		c, ok := fleet.ParseClass(v)
		if !ok {
			return &SyntaxError{At: v, Why: "unknown node class"}
		}
		classes = append(classes, c)
	}
	p.add(func(r *fleet.Row) bool { return slices.Contains(classes, r.Class) != negate })
	return nil
}

// statuses reads a condition on the approval status, which takes the place of
// the implicit one. Lists are not documented for it.
func (p *parser) statuses() error {
	negate, values, err := p.operand(false)
	if err != nil {
		return err
	}
	s, ok := fleet.ParseStatus(values[0])
	if !ok {
		return &SyntaxError{At: values[0], Why: "unknown status"}
	}
	p.status = true
	p.add(func(r *fleet.Row) bool { return (r.Status == s) != negate })
	return nil
}
