package observation

import "strings"

// Table is a compiled table of member classes.
type Table struct {
	// Kind is what a row of the table is, for messages.
	Kind string
	// Version goes into every tag, see Reader.TagInputs.
	Version int16
	// most is how many bytes the stored form of a row may have.
	most int

	branches []branch // the first is nowhere, the second the row itself
}

// place is a branch's index in its table, 0 where the table says nothing. It is no
// pointer, so that a node holds none and the collector leaves a row's tree alone.
type place uint16

const (
	nowhere place = 0
	top     place = 1
)

// branch is what the table says of one place in a row.
type branch struct {
	class   Class
	set     bool
	rest    Class // of members that have no branch
	members []namedBranch
	element place // of every element of a list

	written, restWritten [forms]bool // the answers of form.holds
}

type namedBranch struct {
	name   string
	prefix uint64
	place  place
}

// NewTable makes a table of one's own: paths by class. It is for tests and for
// trying what another version would do.
func NewTable(kind string, version int16, classes map[string]Class) *Table {
	rules := make([]rule, 0, len(classes))
	for path, class := range classes {
		rules = append(rules, rule{path: path, class: class})
	}
	return compile(kind, version, rules)
}

// upTo lets the rows of a table be longer than others.
func (t *Table) upTo(bytes int) *Table {
	t.most = bytes
	return t
}

func compile(kind string, version int16, rules []rule) *Table {
	t := &Table{Kind: kind, Version: version, most: MaxStored, branches: make([]branch, 2)}
	for _, r := range rules {
		b := &t.branches[t.at(r.path)]
		if r.path != "" {
			b.class, b.rest = r.class, r.class
		}
		b.set = b.set || r.set
		if r.nested {
			b.rest = r.rest
		}
	}
	for i := range t.branches {
		t.branches[i].settleForms()
	}
	return t
}

// settleForms works out once in which forms a place, and what the table does not
// name in it, is written.
func (b *branch) settleForms() {
	for f := range form(forms) {
		b.written[f], b.restWritten[f] = f.holds(b.class), f.holds(b.rest)
	}
	if b.class == Digested && (len(b.members) > 0 || b.element != nowhere) {
		b.written[sampledForm] = true // for what lies in it
	}
}

// at returns the place of a path, and makes what is missing of it.
func (t *Table) at(path string) place {
	p := top
	if path == "" {
		return p
	}
	for step := range strings.SplitSeq(path, ".") {
		name, list := strings.CutSuffix(step, "[]")
		if p = t.named(p, name); !list {
			continue
		}
		if t.branches[p].element == nowhere {
			b := t.branches[p]
			t.branches[p].element = t.add(branch{class: b.class, rest: b.rest})
		}
		p = t.branches[p].element
	}
	return p
}

func (t *Table) named(p place, name string) place {
	prefix := prefixOf([]byte(name))
	if known := t.find(p, prefix, []byte(name)); known != nowhere {
		return known
	}
	rest := t.branches[p].rest
	child := t.add(branch{class: rest, rest: rest})
	t.branches[p].members = append(t.branches[p].members, namedBranch{name, prefix, child})
	return child
}

func (t *Table) add(b branch) place {
	t.branches = append(t.branches, b)
	return place(len(t.branches) - 1)
}

// find returns the place of a member.
func (t *Table) find(p place, prefix uint64, name []byte) place {
	members := t.branches[p].members
	for i := range members {
		if m := &members[i]; m.prefix == prefix && m.name == string(name) {
			return m.place
		}
	}
	return nowhere
}
