package observation

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// Glance looks at rows of which nearly all were read before. It finds the values that
// are sampled, volatile or dropped, and cuts them out; what is left is the same bytes
// again if nothing changed, and a print of them tells so. That needs no tree, no
// order and no canonical form, at a fifth of the time of Read and Tag.
//
// Equal bytes are the same row, so a glance never takes a changed row for an
// unchanged one. It may be unsure: of a row in another spelling, with a name that
// the reader has not met, or with a value that it does not care to check. Then Read
// decides.
//
// Why what is left need not be checked: a print that is known is one of a row that
// Read accepted. The glance goes through both in the same steps up to a value that
// it cuts out, of which it checks every byte; so the row differs from the accepted
// one by other valid values in these places, and Read would accept it, too.
type Glance struct {
	reader *Reader // knows the shapes of rows
	raw    []byte

	kept    []byte // the row without the values that are cut out
	copied  int    // up to where raw is in kept
	sampled []byte // the sampled values
	parts   [noteworthyNames]span

	print Print
}

// maxGlance bounds the rows that are glanced at: whatever is cut out of one that is
// shorter, its stored form is within MaxStored.
const maxGlance = MaxStored / (plainDigits/4 + 6)

// noteworthy are members at the top of a row that are asked for although it did not
// change.
type noteworthy uint8

const (
	noteworthyID noteworthy = 1 + iota
	noteworthyOrganization
	noteworthyOffline
	noteworthyUser
	noteworthyNames
)

var noteworthyNamed = map[string]noteworthy{
	"id": noteworthyID, "organizationId": noteworthyOrganization, "offline": noteworthyOffline, "lastLoggedInUser": noteworthyUser,
}

// NewGlance makes a glance at the rows of a reader, which must not be used at the
// same time.
func NewGlance(r *Reader) *Glance { return &Glance{reader: r} }

// Seen is what a glance tells of a row beside whether it changed.
type Seen struct {
	ID, Organization int64
	Online, Known    bool   // presence, and whether the row says anything of it
	User             []byte // the member lastLoggedInUser as it is written; nil: there is none
}

// Look looks at a row, which must not change until the next one. It is false where
// the row has to be read.
func (g *Glance) Look(raw []byte) (seen Seen, sure bool) {
	g.raw, g.kept, g.sampled, g.copied = raw, g.kept[:0], g.sampled[:0], 0
	g.parts = [noteworthyNames]span{}
	if len(raw) > maxGlance {
		return Seen{}, false
	}
	at := g.space(0)
	if at >= len(raw) || raw[at] != '{' {
		return Seen{}, false
	}
	if at = g.object(at, top, &g.reader.shape); at < 0 || g.space(at) < len(raw) {
		return Seen{}, false
	}
	g.kept = append(g.kept, raw[g.copied:]...)
	return g.seen()
}

func (g *Glance) part(of noteworthy) []byte {
	s := g.parts[of]
	return g.raw[s.lo:s.hi]
}

func (g *Glance) seen() (s Seen, sure bool) {
	var err error
	if s.ID, err = strconv.ParseInt(string(g.part(noteworthyID)), 10, 64); err != nil || s.ID <= 0 || s.ID > math.MaxUint32 {
		return Seen{}, false
	}
	if of := g.part(noteworthyOrganization); len(of) > 0 && string(of) != "null" {
		if s.Organization, err = strconv.ParseInt(string(of), 10, 64); err != nil {
			return Seen{}, false
		}
	}
	switch string(g.part(noteworthyOffline)) {
	case "true":
		s.Known = true
	case "false":
		s.Online, s.Known = true, true
	case "", "null":
	default:
		return Seen{}, false
	}
	if user := g.part(noteworthyUser); len(user) > 0 && string(user) != "null" {
		s.User = user
		if user[0] != '"' || !utf8.Valid(user) {
			return Seen{}, false
		}
	}
	return s, true
}

// UserName gives the characters of Seen.User.
func (s *Seen) UserName() string { return unquote(s.User) }

// object passes an object in which the table looks; -1: unsure.
func (g *Glance) object(at int, p place, s *shape) int {
	if s == nil || s.place != p {
		return -1
	}
	raw, next := g.raw, 0
	if at = g.space(at + 1); at < len(raw) && raw[at] == '}' {
		return at + 1
	}
	for {
		hit := s.expect(raw, at, next)
		if hit < 0 {
			return -1
		}
		m := &s.members[hit]
		next = hit + 1
		from := g.space(at + len(m.token))
		if at = g.value(from, p, m.place, m.inside); at < 0 {
			return -1
		}
		if m.noteworthy != 0 {
			g.parts[m.noteworthy] = span{lo: uint32(from), hi: uint32(at)}
		}
		if at = g.space(at); at >= len(raw) {
			return -1
		}
		switch raw[at] {
		case ',':
			at = g.space(at + 1)
		case '}':
			return at + 1
		default:
			return -1
		}
	}
}

func (g *Glance) list(at int, p place, s *shape) int {
	raw := g.raw
	element := g.reader.table.branches[p].element
	if at = g.space(at + 1); at < len(raw) && raw[at] == ']' {
		return at + 1
	}
	for {
		if at = g.value(at, p, element, s); at < 0 {
			return -1
		}
		if at = g.space(at); at >= len(raw) {
			return -1
		}
		switch raw[at] {
		case ',':
			at = g.space(at + 1)
		case ']':
			return at + 1
		default:
			return -1
		}
	}
}

// value passes a value and cuts it out, where that is its class.
func (g *Glance) value(at int, parent, p place, s *shape) int {
	if at >= len(g.raw) {
		return -1
	}
	class := g.reader.table.branches[parent].rest
	if p != nowhere {
		b := &g.reader.table.branches[p]
		class = b.class
		if within := len(b.members) > 0; within || b.element != nowhere {
			switch c := g.raw[at]; {
			case c == '{' && within && b.element == nowhere:
				return g.object(at, p, s)
			case c == '[' && !within:
				return g.list(at, p, s)
			case c == '{', c == '[':
				return -1
			}
		}
	}
	switch class {
	case Digested, Personal:
		return g.skip(at)
	case Sampled:
		end := g.cut(at)
		if end > 0 {
			g.sampled = append(append(g.sampled, g.raw[at:end]...), 0)
		}
		return end
	}
	return g.cut(at)
}

// cut leaves out a value of which every byte is checked.
func (g *Glance) cut(at int) int {
	end := g.valid(at, 0)
	if end > 0 {
		g.kept = append(g.kept, g.raw[g.copied:at]...)
		g.copied = end
	}
	return end
}
