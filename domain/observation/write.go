package observation

import (
	"bytes"
	"slices"
)

// form says which members are written.
type form uint8

const (
	wholeForm    form = iota // all
	storedForm               // all but the personal ones
	digestedForm             // what a change is made of
	sampledForm              // what is worth an event a day
	forms                    // how many there are
)

// holds tells whether members of a class are part of a form.
func (f form) holds(c Class) bool {
	switch f {
	case wholeForm:
		return true
	case storedForm:
		return c != Personal && c != Dropped
	case digestedForm:
		return c == Digested || c == Personal
	}
	return c == Sampled
}

func (r *Reader) children(n *node) []node { return r.nodes[n.children.lo:n.children.hi] }

// write appends a node in the whole or in the stored form. In the stored form each
// child remembers where it stands, so that other forms copy what they share.
func (r *Reader) write(dst []byte, n *node, f form) []byte {
	if n.kind == scalar {
		return append(dst, r.bytes(n.value)...)
	}
	open, end := byte('['), byte(']')
	if n.kind == object {
		open, end = '{', '}'
	}
	dst = append(dst, open)
	children, base := r.children(n), len(dst)
	choosy := n.place != nowhere
	for i := range children {
		c := &children[i]
		if choosy && !r.writes(n, c, f) {
			continue
		}
		if len(dst) > base {
			dst = append(dst, ',')
		}
		lo := uint32(len(dst))
		if n.kind == object {
			dst = r.appendName(dst, c.name)
		}
		if c.kind == scalar {
			dst = append(dst, r.bytes(c.value)...)
		} else {
			dst = r.write(dst, c, f)
		}
		if f == storedForm {
			c.stored = span{lo, uint32(len(dst))}
		}
	}
	return append(dst, end)
}

// writes tells whether a member or element is written in a form: for its class, or
// for what lies in it.
func (r *Reader) writes(parent, c *node, f form) bool {
	if c.place != nowhere {
		b := &r.table.branches[c.place]
		if f == digestedForm && b.class == Personal && r.blank(c) {
			return false // as good as absent: the event's member can't tell the two apart
		}
		return b.written[f]
	}
	return parent.place == nowhere || r.table.branches[parent.place].restWritten[f]
}

// filter appends a node in the digested or the sampled form.
func (r *Reader) filter(dst []byte, n *node, f form) []byte {
	switch {
	case n.kind == scalar:
		return append(dst, r.bytes(n.value)...)
	case n.kind == object:
		return r.filterObject(dst, n, f)
	case r.table.branches[n.place].set:
		return r.filterSet(dst, n, f)
	}
	dst = append(dst, '[')
	children, base := r.children(n), len(dst)
	for i := range children {
		if !r.writes(n, &children[i], f) {
			continue
		}
		if len(dst) > base {
			dst = append(dst, ',')
		}
		dst = r.filter(dst, &children[i], f)
	}
	return append(dst, ']')
}

// filterObject copies runs of members that the table says nothing of at one go.
func (r *Reader) filterObject(dst []byte, n *node, f form) []byte {
	base := len(dst)
	dst = append(dst, '{')
	var run span
	flush := func() {
		if run.hi > run.lo {
			if len(dst) > base+1 {
				dst = append(dst, ',')
			}
			dst = append(dst, r.stored[run.lo:run.hi]...)
		}
		run = span{}
	}
	children := r.children(n)
	for i := range children {
		c := &children[i]
		switch {
		case !r.writes(n, c, f):
			flush()
		case c.place == nowhere && c.stored.hi > 0:
			if run.hi == 0 {
				run.lo = c.stored.lo
			}
			run.hi = c.stored.hi
		default:
			flush()
			if len(dst) > base+1 {
				dst = append(dst, ',')
			}
			dst = r.filter(r.appendName(dst, c.name), c, f)
		}
	}
	flush()
	return append(dst, '}')
}

// filterSet appends a list's elements in order of their text, each once.
func (r *Reader) filterSet(dst []byte, n *node, f form) []byte {
	base, outer := len(dst), len(r.pieces) // a set may stand in a set
	children := r.children(n)
	for i := range children {
		if !r.writes(n, &children[i], f) {
			continue
		}
		lo := uint32(len(dst))
		dst = r.filter(dst, &children[i], f)
		r.pieces = append(r.pieces, span{lo, uint32(len(dst))})
	}
	pieces := r.pieces[outer:]
	slices.SortFunc(pieces, func(a, b span) int { return bytes.Compare(dst[a.lo:a.hi], dst[b.lo:b.hi]) })
	end := len(dst)
	dst = append(dst, '[')
	for i, p := range pieces {
		if i > 0 && bytes.Equal(dst[p.lo:p.hi], dst[pieces[i-1].lo:pieces[i-1].hi]) {
			continue
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, dst[p.lo:p.hi]...)
	}
	r.pieces = r.pieces[:outer]
	dst = append(dst, ']')
	return append(dst[:base], dst[end:]...)
}
