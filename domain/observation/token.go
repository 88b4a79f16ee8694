package observation

import (
	"bytes"
	"encoding/binary"
)

// plain marks the bytes of a string that stand for themselves in canonical form
// and can't be part of a longer character.
var plain = func() (t [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

// digit tells whether the byte at a place of the row is one.
func (r *Reader) digit(at int) bool {
	return at < len(r.raw) && r.raw[at]-'0' <= 9
}

// number reads a number. Nearly all are short and need at most some zeros cut off.
func (r *Reader) number(n *node) *RowError {
	start, at := r.at, r.at
	if r.raw[at] == '-' {
		at++
	}
	if !r.digit(at) {
		return r.bad("neither a value nor a list nor an object")
	}
	whole := at
	for r.digit(at) {
		at++
	}
	if r.raw[whole] == '0' && at-whole > 1 {
		return r.bad("a number begins with zero")
	}
	end := at // of what is written when there is no exponent
	if at < len(r.raw) && r.raw[at] == '.' {
		if !r.digit(at + 1) {
			return r.bad("a number ends with its point")
		}
		for at++; r.digit(at); at++ {
			if r.raw[at] != '0' {
				end = at + 1
			}
		}
	}
	exponent := at < len(r.raw) && r.raw[at]|0x20 == 'e'
	if exponent {
		if at++; at < len(r.raw) && (r.raw[at] == '+' || r.raw[at] == '-') {
			at++
		}
		if !r.digit(at) {
			return r.bad("a number ends with its exponent")
		}
		for r.digit(at) {
			at++
		}
	}
	r.at = at
	if !exponent && end-start <= plainDigits && string(r.raw[start:end]) != "-0" {
		n.value = span{lo: uint32(start), hi: uint32(end)}
		return nil
	}
	return r.longNumber(n, r.raw[start:at])
}

func (r *Reader) longNumber(n *node, token []byte) *RowError {
	lo := uint32(len(r.text)) | ownText
	var ok bool
	if r.text, ok = appendNumber(r.text, token); !ok {
		return &RowError{ReasonBadNumber, "a number has an exponent beyond all bounds"}
	}
	n.value = span{lo, uint32(len(r.text))}
	return nil
}

// str reads a string, or a name, and returns it without its quotes. In either
// place the quotes stand around it.
func (r *Reader) str() (span, *RowError) {
	start := r.at + 1
	for at := r.plainTo(start); at < len(r.raw); at++ {
		if plain[r.raw[at]] {
			continue
		}
		if r.raw[at] == '"' {
			r.at = at + 1
			return span{lo: uint32(start), hi: uint32(at)}, nil
		}
		return r.longStr(start, at)
	}
	return span{}, r.bad("a string has no end")
}

// plainTo passes plain bytes eight at a time, and stops before eight that hold one
// that is not plain, or shortly before the end.
func (r *Reader) plainTo(at int) int {
	const each, high = 0x0101010101010101, 0x8080808080808080
	for ; at+8 <= len(r.raw); at += 8 {
		w := binary.LittleEndian.Uint64(r.raw[at:])
		quote, back := w^(each*'"'), w^(each*'\\')
		// A byte is not plain if it is below the space, a quote, a backslash, DEL or
		// above; a false alarm costs time only.
		odd := (w - each*' ') | (quote - each) | (back - each) | (w + each) | w
		if odd&high != 0 {
			break
		}
	}
	return at
}

// longStr goes on with a string at its first byte that is not plain ASCII.
func (r *Reader) longStr(start, at int) (span, *RowError) {
	r.text = append(r.text, '"')
	lo := uint32(len(r.text)) | ownText
	r.text = append(r.text, r.raw[start:at]...)
	end, err := r.unescape(at)
	if err != nil {
		return span{}, err
	}
	r.at = end + 1
	s := span{lo, uint32(len(r.text))}
	r.text = append(r.text, '"', ':') // the colon serves appendName
	return s, nil
}

func (r *Reader) bytes(s span) []byte {
	if s.own() {
		return r.text[s.lo&^ownText : s.hi]
	}
	return r.raw[s.lo:s.hi]
}

// isNull tells whether a node is null.
func (r *Reader) isNull(n *node) bool {
	return n.kind == scalar && bytes.Equal(r.bytes(n.value), []byte("null"))
}
