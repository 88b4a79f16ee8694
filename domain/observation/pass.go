package observation

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

func (g *Glance) space(at int) int {
	for at < len(g.raw) && g.raw[at] <= ' ' {
		if c := g.raw[at]; c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return at
		}
		at++
	}
	return at
}

// skip passes a value that is kept, by its brackets and strings alone.
func (g *Glance) skip(at int) int {
	raw := g.raw
	switch raw[at] {
	case '"':
		return g.text(at + 1)
	case '{', '[':
		return g.skipMany(at)
	}
	for at < len(raw) && raw[at] != ',' && raw[at] != '}' && raw[at] != ']' {
		at++
	}
	return at
}

// skipMany passes an object or a list.
func (g *Glance) skipMany(at int) int {
	raw, depth := g.raw, 0
	for at >= 0 && at < len(raw) {
		c := raw[at]
		at++
		if c < '[' { // most of what is no string
			if c == '"' {
				at = g.text(at)
			}
			continue
		}
		switch c {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return at
			}
		}
	}
	return -1
}

// text passes a string whose quote was before at, eight bytes at a time.
func (g *Glance) text(at int) int {
	const each, high = 0x0101010101010101, 0x8080808080808080
	raw := g.raw
	for at+8 <= len(raw) {
		w := binary.LittleEndian.Uint64(raw[at:])
		quote, back := w^(each*'"'), w^(each*'\\')
		if hit := ((quote-each)&^quote | (back-each)&^back) & high; hit != 0 {
			at += bits.TrailingZeros64(hit) / 8
			if raw[at] == '"' {
				return at + 1
			}
			at += 2
			continue
		}
		at += 8
	}
	for at < len(raw) {
		switch raw[at] {
		case '"':
			return at + 1
		case '\\':
			at++
		}
		at++
	}
	return -1
}

// maxCutDepth is how deep a value that is cut out may be nested.
const maxCutDepth = 8

// valid passes a value that Read would accept; -1: perhaps it would not.
func (g *Glance) valid(at, depth int) int {
	raw := g.raw
	if at >= len(raw) || depth > maxCutDepth {
		return -1
	}
	switch raw[at] {
	case '"':
		return g.validText(at + 1)
	case '{':
		return g.validMany(at, '}', depth)
	case '[':
		return g.validMany(at, ']', depth)
	case 't':
		return g.word(at, "true")
	case 'f':
		return g.word(at, "false")
	case 'n':
		return g.word(at, "null")
	}
	return g.validNumber(at)
}

func (g *Glance) word(at int, word string) int {
	if bytes.HasPrefix(g.raw[at:], []byte(word)) {
		return at + len(word)
	}
	return -1
}

func (g *Glance) validMany(at int, end byte, depth int) int {
	raw := g.raw
	if at = g.space(at + 1); at < len(raw) && raw[at] == end {
		return at + 1
	}
	for {
		if end == '}' {
			if at >= len(raw) || raw[at] != '"' {
				return -1
			}
			if at = g.validText(at + 1); at < 0 {
				return -1
			}
			if at = g.space(at); at >= len(raw) || raw[at] != ':' {
				return -1
			}
			at = g.space(at + 1)
		}
		if at = g.valid(at, depth+1); at < 0 {
			return -1
		}
		if at = g.space(at); at >= len(raw) {
			return -1
		}
		switch raw[at] {
		case ',':
			at = g.space(at + 1)
		case end:
			return at + 1
		default:
			return -1
		}
	}
}

// validText leaves control characters and escaped code points to Read.
func (g *Glance) validText(at int) int {
	raw := g.raw
	for at < len(raw) {
		switch c := raw[at]; {
		case c == '"':
			return at + 1
		case c < ' ':
			return -1
		case c == '\\':
			if at+1 >= len(raw) || bytes.IndexByte([]byte(`"\/bfnrt`), raw[at+1]) < 0 {
				return -1
			}
			at++
		}
		at++
	}
	return -1
}

// validNumber leaves exponents of more than four digits to Read.
func (g *Glance) validNumber(at int) int {
	if g.raw[at] == '-' {
		at++
	}
	whole := at
	if at = g.digits(at); at < 0 || (g.raw[whole] == '0' && at-whole > 1) {
		return -1
	}
	if at < len(g.raw) && g.raw[at] == '.' {
		if at = g.digits(at + 1); at < 0 {
			return -1
		}
	}
	if at < len(g.raw) && g.raw[at]|0x20 == 'e' {
		if at++; at < len(g.raw) && (g.raw[at] == '+' || g.raw[at] == '-') {
			at++
		}
		from := at
		if at = g.digits(at); at-from > 4 {
			return -1
		}
	}
	return at
}

func (g *Glance) digits(at int) int {
	from := at
	for at < len(g.raw) && g.raw[at]-'0' <= 9 {
		at++
	}
	if at == from {
		return -1
	}
	return at
}
