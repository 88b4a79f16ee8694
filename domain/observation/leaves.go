package observation

import (
	"bytes"
	"strings"
)

// A leaf is a value that is no object; a list is one leaf. Its path is made of the
// names above it with dots between, such as "system.serialNumber"; a dot within a
// name has a backslash before it.

// eachLeaf calls visit for the leaves of a row that a form holds, in order of name.
// An empty object is a leaf.
func (r *Reader) eachLeaf(f form, visit func(path string, n *node)) {
	r.leavesOf("", &r.root, f, visit)
}

func (r *Reader) leavesOf(path string, n *node, f form, visit func(string, *node)) {
	children := r.children(n)
	for i := range children {
		c := &children[i]
		if !r.writes(n, c, f) {
			continue
		}
		at := pathOf(path, r.bytes(c.name))
		switch {
		case c.kind == object && r.holdsAny(c, f):
			r.leavesOf(at, c, f, visit)
		case c.kind != object || f == digestedForm || c.children.hi == c.children.lo:
			visit(at, c)
		}
	}
}

// holdsAny tells whether a form holds anything of an object's members. One of which
// it holds nothing is a leaf of the digest, since its being there counts; in the
// stored form it may hold personal members, and is none.
func (r *Reader) holdsAny(n *node, f form) bool {
	children := r.children(n)
	for i := range children {
		if r.writes(n, &children[i], f) {
			return true
		}
	}
	return false
}

func pathOf(path string, name []byte) string {
	step := string(name)
	if strings.Contains(step, ".") {
		step = strings.ReplaceAll(step, ".", `\.`)
	}
	if path == "" {
		return step
	}
	return path + "." + step
}

// blank tells whether a leaf says nothing: null, "", [] or {} (FLD-09).
func (r *Reader) blank(n *node) bool {
	if n.kind != scalar {
		return n.children.hi == n.children.lo
	}
	text := r.bytes(n.value)
	return bytes.Equal(text, []byte("null")) || bytes.Equal(text, []byte(`""`))
}
