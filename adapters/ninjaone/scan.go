package ninjaone

import (
	"encoding/binary"
	"math/bits"
)

// scanner checks JSON and finds where values end, without decoding them. It
// accepts what RFC 8259 accepts and, inside of strings only, any byte and any
// escape: invalid UTF-8 and NUL bytes in a device's name are the reader's matter
// and must not cost the page. Each method takes the index where a value begins and
// returns the one behind it, or -1 after a fault.
type scanner struct {
	b         []byte
	at        int  // where the fault is
	truncated bool // whether the fault is the end of the input
}

// maxDepth is how deep values may be nested, as in encoding/json.
const maxDepth = 10_000

// fail records a fault at i; past the last byte it is a truncation.
func (s *scanner) fail(i int) int {
	s.at, s.truncated = i, i >= len(s.b)
	return -1
}

// space returns the first index from i on that holds no white space.
func (s *scanner) space(i int) int {
	for i < len(s.b) {
		switch s.b[i] {
		case ' ', '\t', '\n', '\r':
			i++
		default:
			return i
		}
	}
	return i
}

// value scans any value that begins at i.
func (s *scanner) value(i, depth int) int {
	if i >= len(s.b) || depth > maxDepth {
		return s.fail(i)
	}
	switch c := s.b[i]; c {
	case '"':
		return s.text(i + 1)
	case '{':
		return s.object(i+1, depth+1)
	case '[':
		return s.array(i+1, depth+1)
	case 't':
		return s.word(i, "true")
	case 'f':
		return s.word(i, "false")
	case 'n':
		return s.word(i, "null")
	default:
		return s.number(i)
	}
}

// object scans the rest of an object whose brace was before i.
func (s *scanner) object(i, depth int) int {
	if i = s.space(i); i < len(s.b) && s.b[i] == '}' {
		return i + 1
	}
	for {
		if i = s.key(i); i < 0 {
			return -1
		}
		if i = s.value(i, depth); i < 0 {
			return -1
		}
		if i = s.space(i); i >= len(s.b) || s.b[i] != ',' {
			return s.close(i, '}')
		}
		i = s.space(i + 1)
	}
}

// key scans a member's name with its colon and the space behind.
func (s *scanner) key(i int) int {
	if i >= len(s.b) || s.b[i] != '"' {
		return s.fail(i)
	}
	if i = s.text(i + 1); i < 0 {
		return -1
	}
	if i = s.space(i); i >= len(s.b) || s.b[i] != ':' {
		return s.fail(i)
	}
	return s.space(i + 1)
}

// array scans the rest of an array whose bracket was before i.
func (s *scanner) array(i, depth int) int {
	if i = s.space(i); i < len(s.b) && s.b[i] == ']' {
		return i + 1
	}
	for {
		if i = s.value(i, depth); i < 0 {
			return -1
		}
		if i = s.space(i); i >= len(s.b) || s.b[i] != ',' {
			return s.close(i, ']')
		}
		i = s.space(i + 1)
	}
}

// close expects a closing bracket at i.
func (s *scanner) close(i int, bracket byte) int {
	if i >= len(s.b) || s.b[i] != bracket {
		return s.fail(i)
	}
	return i + 1
}

// word scans a literal name.
func (s *scanner) word(i int, w string) int {
	for k := range len(w) {
		if i+k >= len(s.b) || s.b[i+k] != w[k] {
			return s.fail(i + k)
		}
	}
	return i + len(w)
}

// Masks for looking at eight bytes at a time.
const (
	ones   = 0x0101010101010101
	highs  = 0x8080808080808080
	quotes = '"' * ones
	slants = '\\' * ones
)

// text scans the rest of a string whose quote was before i. It looks at eight
// bytes at a time for a quote or a backslash: strings are most of a device.
func (s *scanner) text(i int) int {
	for {
		for i+8 <= len(s.b) {
			w := binary.LittleEndian.Uint64(s.b[i:])
			q, e := w^quotes, w^slants
			if hit := ((q-ones)&^q | (e-ones)&^e) & highs; hit != 0 {
				i += bits.TrailingZeros64(hit) / 8
				break
			}
			i += 8
		}
		for i < len(s.b) && s.b[i] != '"' && s.b[i] != '\\' {
			i++
		}
		switch {
		case i >= len(s.b):
			return s.fail(len(s.b))
		case s.b[i] == '"':
			return i + 1
		}
		i += 2 // The backslash and whatever it escapes.
	}
}

// number scans a number by the grammar of RFC 8259 §6.
func (s *scanner) number(i int) int {
	if s.b[i] == '-' {
		i++
	}
	if i < len(s.b) && s.b[i] == '0' {
		i++
	} else if i = s.digits(i); i < 0 {
		return -1
	}
	if i < len(s.b) && s.b[i] == '.' {
		if i = s.digits(i + 1); i < 0 {
			return -1
		}
	}
	if i < len(s.b) && (s.b[i] == 'e' || s.b[i] == 'E') {
		if i++; i < len(s.b) && (s.b[i] == '+' || s.b[i] == '-') {
			i++
		}
		return s.digits(i)
	}
	return i
}

// digits scans one or more digits.
func (s *scanner) digits(i int) int {
	from := i
	for i < len(s.b) && s.b[i]-'0' <= 9 {
		i++
	}
	if i == from {
		return s.fail(i)
	}
	return i
}
