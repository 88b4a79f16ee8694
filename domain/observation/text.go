package observation

import (
	"unicode/utf16"
	"unicode/utf8"
)

const (
	replaced = "\uFFFD"
	hexDigit = "0123456789abcdef"
)

// unescape appends a string's characters in the one escaping from a place on, and
// returns where its closing quote is. What JSON or PostgreSQL can't hold becomes
// U+FFFD and is noted: NUL, bytes that are not UTF-8, halves of surrogate pairs.
func (r *Reader) unescape(at int) (end int, err *RowError) {
	for at < len(r.raw) {
		c := r.raw[at]
		switch {
		case plain[c]:
			r.text = append(r.text, c)
			at++
		case c == '"':
			return at, nil
		case c == '\\':
			if at, err = r.escape(at + 1); err != nil {
				return 0, err
			}
		case c < utf8.RuneSelf:
			r.char(rune(c)) // a control character that was not escaped
			at++
		default:
			at += r.multibyte(at)
		}
	}
	r.at = len(r.raw)
	return 0, r.bad("a string has no end")
}

func (r *Reader) multibyte(at int) int {
	char, size := utf8.DecodeRune(r.raw[at:])
	if char == utf8.RuneError && size == 1 {
		r.flaw |= flawUTF8
		r.text = append(r.text, replaced...)
		return 1
	}
	r.text = append(r.text, r.raw[at:at+size]...)
	return size
}

// escape reads what follows a backslash and returns where it ends.
func (r *Reader) escape(at int) (int, *RowError) {
	r.at = at
	if at >= len(r.raw) {
		return 0, r.bad("a string has no end")
	}
	switch c := r.raw[at]; c {
	case '"', '\\', '/':
		r.char(rune(c))
	case 'b':
		r.char('\b')
	case 'f':
		r.char('\f')
	case 'n':
		r.char('\n')
	case 'r':
		r.char('\r')
	case 't':
		r.char('\t')
	case 'u':
		return r.unicode(at + 1)
	default:
		return 0, r.bad("an escape that JSON does not have")
	}
	return at + 1, nil
}

func (r *Reader) unicode(at int) (int, *RowError) {
	char, ok := r.hex4(at)
	if !ok {
		return 0, r.bad("an escape that JSON does not have")
	}
	at += 4
	if !utf16.IsSurrogate(char) {
		r.char(char)
		return at, nil
	}
	if at+1 < len(r.raw) && r.raw[at] == '\\' && r.raw[at+1] == 'u' {
		if low, ok := r.hex4(at + 2); ok {
			if pair := utf16.DecodeRune(char, low); pair != utf8.RuneError {
				r.char(pair)
				return at + 6, nil
			}
		}
	}
	r.flaw |= flawSurrogate
	r.text = append(r.text, replaced...)
	return at, nil
}

func (r *Reader) hex4(at int) (rune, bool) {
	if at+4 > len(r.raw) {
		return 0, false
	}
	var char rune
	for _, c := range r.raw[at : at+4] {
		switch {
		case c-'0' <= 9:
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		char = char<<4 | rune(c)
	}
	return char, true
}

// char appends one character in the one escaping.
func (r *Reader) char(char rune) {
	switch char {
	case 0:
		r.flaw |= flawNUL
		r.text = append(r.text, replaced...)
	case '"', '\\':
		r.text = append(r.text, '\\', byte(char))
	case '\b':
		r.text = append(r.text, '\\', 'b')
	case '\f':
		r.text = append(r.text, '\\', 'f')
	case '\n':
		r.text = append(r.text, '\\', 'n')
	case '\r':
		r.text = append(r.text, '\\', 'r')
	case '\t':
		r.text = append(r.text, '\\', 't')
	default:
		if char < ' ' {
			r.text = append(r.text, '\\', 'u', '0', '0', hexDigit[char>>4], hexDigit[char&15])
			return
		}
		r.text = utf8.AppendRune(r.text, char)
	}
}
