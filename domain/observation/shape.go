package observation

import (
	"slices"
	"strings"
)

// Rows of one listing have nearly the same names in the same order. A shape
// remembers them for one place of a row, so that a name costs one comparison
// instead of being read, looked up in the table and sorted: 40 % of the time of a
// row. What does not fit the shape is read the long way and gives the same result.
type shape struct {
	members []shapeMember // in the order of the rows
	place   place         // what the members were looked up in
}

// at returns the shape for objects of a place. A member that is an object in one
// row and a list of objects in the next has one shape and two places; the second
// one goes without.
func (s *shape) at(p place) *shape {
	switch {
	case s == nil:
		return nil
	case len(s.members) == 0:
		s.place = p
	case s.place != p:
		return nil
	}
	return s
}

type shapeMember struct {
	token  string // the name with quotes and colon, as rows have it
	prefix uint64
	place  place
	inside *shape // of the value, or of the elements of a list
	rank   uint16 // place in order of name

	noteworthy noteworthy // at the top of a row, what a glance tells of it
}

// Bounds of what is remembered; the input is hostile.
const (
	maxShape     = 128
	maxShapes    = 512
	maxShapeName = 64
)

// expect returns the place of the member that the row goes on with, from a place
// on, or -1.
func (s *shape) expect(raw []byte, at, from int) int {
	if s == nil {
		return -1
	}
	for i := from; i < len(s.members); i++ {
		token := s.members[i].token
		if len(raw)-at >= len(token) && string(raw[at:at+len(token)]) == token {
			return i
		}
	}
	return -1
}

// learn puts a name that was read the long way before the member that is expected
// next, and tells whether it did.
func (r *Reader) learn(s *shape, next int, n *node) bool {
	name := r.bytes(n.name)
	if s == nil || n.name.own() || len(name) > maxShapeName || len(s.members) >= maxShape || r.shapes >= maxShapes {
		return false
	}
	token := `"` + string(name) + `":`
	if slices.ContainsFunc(s.members, func(m shapeMember) bool { return m.token == token }) {
		return false
	}
	r.shapes++
	m := shapeMember{token: token, prefix: n.prefix, place: n.place, inside: &shape{}}
	if s == &r.shape {
		m.noteworthy = noteworthyNamed[string(name)]
	}
	s.members = slices.Insert(s.members, next, m)
	order := make([]int, len(s.members))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(s.members[a].name(), s.members[b].name()) })
	for rank, i := range order {
		s.members[i].rank = uint16(rank)
	}
	return true
}

func (m *shapeMember) name() string { return m.token[1 : len(m.token)-2] }

// settleRanked moves members that all fitted the shape to the tree, in order of
// name. None is there twice.
func (r *Reader) settleRanked(n *node, base, ranks int) {
	var slots [maxShape]uint32
	for i := base; i < len(r.stack); i++ {
		slots[r.stack[i].rank] = uint32(i - base + 1)
	}
	n.children.lo = uint32(len(r.nodes))
	for _, slot := range slots[:ranks] {
		if slot != 0 {
			r.nodes = append(r.nodes, r.stack[base+int(slot)-1])
		}
	}
	n.children.hi = uint32(len(r.nodes))
	r.stack = r.stack[:base]
}

// appendName appends a name with quotes and colon, which mostly stand around it.
func (r *Reader) appendName(dst []byte, name span) []byte {
	text, lo, hi := r.raw, name.lo, name.hi
	if name.own() {
		text, lo = r.text, name.lo&^ownText
	}
	dst = append(dst, text[lo-1:hi+2]...)
	dst[len(dst)-1] = ':' // there may be a space before it
	return dst
}
