package observation

import (
	"encoding/binary"
	"strconv"
)

// kind is what a node of a row's tree is; scalars are told apart by their text.
type kind uint8

const (
	scalar kind = iota
	object
	list
)

// span is a piece of text: of the row itself where it is in canonical form
// already, else of Reader.text, which ownText marks.
type span struct{ lo, hi uint32 }

// ownText is a bit of lo.
const ownText = 1 << 31

func (s span) own() bool { return s.lo&ownText != 0 }

// node is one value of a row. The children of an object or list lie side by side,
// those of an object in order of name.
type node struct {
	prefix   uint64 // the first eight bytes of the name, for sorting
	name     span   // without quotes
	value    span   // of a scalar, with quotes
	children span   // in Reader.nodes
	stored   span   // the value, or the member with its name, in Reader.stored
	place    place
	rank     uint16 // in order of name, while the object is being read
	kind     kind
}

// prefixOf gives the first eight bytes of a name so that names order as numbers do.
func prefixOf(name []byte) uint64 {
	if len(name) >= 8 {
		return binary.BigEndian.Uint64(name)
	}
	var padded [8]byte
	copy(padded[:], name)
	return binary.BigEndian.Uint64(padded[:])
}

// value reads one value at a place of which the table and the shape may know more.
func (r *Reader) value(n *node, p place, s *shape, depth int) *RowError {
	r.space()
	if r.at >= len(r.raw) {
		return r.bad("the row ends in the middle")
	}
	n.place = p
	switch c := r.raw[r.at]; c {
	case '{':
		return r.object(n, s, depth+1)
	case '[':
		return r.list(n, s, depth+1)
	case '"':
		s, err := r.str()
		n.value = span{s.lo - 1, s.hi + 1} // the quotes stand around it in either text
		return err
	case 't':
		return r.literal(n, "true")
	case 'f':
		return r.literal(n, "false")
	case 'n':
		return r.literal(n, "null")
	default:
		return r.number(n)
	}
}

// object reads members onto the stack, sorts them, and moves them to the tree.
func (r *Reader) object(n *node, s *shape, depth int) *RowError {
	if err := r.deeper(depth); err != nil {
		return err
	}
	n.kind, s = object, s.at(n.place)
	base, next, fits := len(r.stack), 0, true
	r.at++
	for first := true; ; first = false {
		more, err := r.next('}', first)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if hit := s.expect(r.raw, r.at, next); hit >= 0 {
			err = r.expectedMember(&s.members[hit], depth)
			next = hit + 1
		} else {
			next, err = r.member(n.place, s, next, depth)
			fits = false
		}
		if err != nil {
			return err
		}
	}
	if fits && s != nil {
		r.settleRanked(n, base, len(s.members))
		return nil
	}
	r.sortMembers(r.stack[base:])
	r.settle(n, base)
	return nil
}

// expectedMember reads a member whose name was compared already.
func (r *Reader) expectedMember(known *shapeMember, depth int) *RowError {
	name := span{lo: uint32(r.at + 1), hi: uint32(r.at + len(known.token) - 2)}
	r.at += len(known.token)
	m := node{name: name, prefix: known.prefix, rank: known.rank}
	return r.finishMember(&m, known.place, known.inside, depth)
}

// member reads a member the long way, and remembers its name for the next row.
func (r *Reader) member(p place, s *shape, next, depth int) (int, *RowError) {
	if r.at >= len(r.raw) || r.raw[r.at] != '"' {
		return 0, r.bad("a name is missing")
	}
	name, err := r.str()
	if err != nil {
		return 0, err
	}
	r.space()
	if r.at >= len(r.raw) || r.raw[r.at] != ':' {
		return 0, r.bad("a colon is missing")
	}
	r.at++
	text := r.bytes(name)
	m := node{name: name, prefix: prefixOf(text)}
	m.place = r.table.find(p, m.prefix, text)
	var inside *shape
	if r.learn(s, next, &m) {
		inside = s.members[next].inside
		next++
	}
	return next, r.finishMember(&m, m.place, inside, depth)
}

// finishMember reads a member's value and puts it on the stack.
func (r *Reader) finishMember(m *node, p place, s *shape, depth int) *RowError {
	notes := len(r.notes)
	if err := r.value(m, p, s, depth); err != nil {
		return err
	}
	if r.flaw != 0 {
		r.noteFlaws()
	}
	if len(r.notes) > notes {
		r.nameNotes(notes, m.name)
	}
	r.stack = append(r.stack, *m)
	if depth == 1 {
		r.done = len(r.stack)
	}
	return nil
}

func (r *Reader) list(n *node, s *shape, depth int) *RowError {
	if err := r.deeper(depth); err != nil {
		return err
	}
	n.kind = list
	base := len(r.stack)
	r.at++
	element := r.table.branches[n.place].element
	for first := true; ; first = false {
		more, err := r.next(']', first)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if err := r.element(element, s, depth); err != nil {
			return err
		}
	}
	r.settle(n, base)
	return nil
}

// element is a function so that the node stays off the heap.
func (r *Reader) element(p place, s *shape, depth int) *RowError {
	var e node
	err := r.value(&e, p, s, depth)
	r.stack = append(r.stack, e)
	return err
}

// next passes a comma, or the end of an object or list.
func (r *Reader) next(end byte, first bool) (more bool, err *RowError) {
	r.space()
	if r.at >= len(r.raw) {
		return false, r.bad("the row ends in the middle")
	}
	if r.raw[r.at] == end {
		r.at++
		return false, nil
	}
	if first {
		return true, nil
	}
	if r.raw[r.at] != ',' {
		return false, r.bad("a comma is missing")
	}
	r.at++
	r.space()
	if r.at < len(r.raw) && r.raw[r.at] == end {
		return false, r.bad("a comma has nothing behind it")
	}
	return true, nil
}

// settle moves children from the stack to the tree, a name that comes twice only
// with its last value.
func (r *Reader) settle(n *node, base int) {
	n.children.lo = uint32(len(r.nodes))
	children := r.stack[base:]
	for i := range children {
		if n.kind == object && i+1 < len(children) && r.sameName(&children[i], &children[i+1]) {
			r.noteRepeated(children[i].name)
			continue
		}
		r.nodes = append(r.nodes, children[i])
	}
	n.children.hi = uint32(len(r.nodes))
	r.stack = r.stack[:base]
}

func (r *Reader) literal(n *node, text string) *RowError {
	end := r.at + len(text)
	if end > len(r.raw) || string(r.raw[r.at:end]) != text {
		return r.bad("neither a value nor a list nor an object")
	}
	n.value = span{lo: uint32(r.at), hi: uint32(end)}
	r.at = end
	return nil
}

func (r *Reader) space() {
	for r.at < len(r.raw) {
		if c := r.raw[r.at]; c > ' ' || (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
			return
		}
		r.at++
	}
}

func (r *Reader) deeper(depth int) *RowError {
	if depth > MaxDepth {
		return &RowError{ReasonTooDeep, "nested deeper than " + strconv.Itoa(MaxDepth)}
	}
	return nil
}

func (r *Reader) bad(what string) *RowError {
	return &RowError{ReasonBadJSON, "at byte " + strconv.Itoa(r.at) + ": " + what}
}
