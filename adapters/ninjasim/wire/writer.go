// Package wire writes what the simulator answers, byte by byte as NinjaOne
// does: which members are left out, which are null, how many decimals a time
// has. It appends to one buffer and uses no reflection, so that a page of a
// thousand detailed devices takes a few milliseconds.
package wire

import (
	"strconv"
	"unicode/utf8"
)

// Writer appends JSON to a buffer. It sets commas by itself and trusts its
// caller to close what was opened. The zero Writer is ready for use.
type Writer struct {
	b     []byte
	comma bool
}

// Reset empties the writer and keeps its memory.
func (w *Writer) Reset() { w.b, w.comma = w.b[:0], false }

// Bytes gives what was written; it is valid until the next Reset.
func (w *Writer) Bytes() []byte { return w.b }

// Len is the number of bytes written.
func (w *Writer) Len() int { return len(w.b) }

// sep writes the comma before a value or a key, where one is due.
func (w *Writer) sep() {
	if w.comma {
		w.b = append(w.b, ',')
	}
	w.comma = true
}

// Object and Array open a value; End and Close end it.
func (w *Writer) Object() { w.sep(); w.b = append(w.b, '{'); w.comma = false }

// End closes an object.
func (w *Writer) End() { w.b = append(w.b, '}'); w.comma = true }

// Array opens a list.
func (w *Writer) Array() { w.sep(); w.b = append(w.b, '['); w.comma = false }

// Close closes a list.
func (w *Writer) Close() { w.b = append(w.b, ']'); w.comma = true }

// Key writes the name of a member, which must need no escape.
func (w *Writer) Key(k string) {
	w.sep()
	w.b = append(append(append(w.b, '"'), k...), '"', ':')
	w.comma = false
}

// Raw appends bytes as they are, as one value.
func (w *Writer) Raw(v []byte) { w.sep(); w.b = append(w.b, v...) }

// String writes a member that is always there.
func (w *Writer) String(k, v string) { w.Key(k); w.Text(v) }

// Filled writes a member that is left out when empty.
func (w *Writer) Filled(k, v string) {
	if v != "" {
		w.String(k, v)
	}
}

// Int writes a member that is always there.
func (w *Writer) Int(k string, v int64) { w.Key(k); w.Number(v) }

// Positive writes a member that is left out when zero.
func (w *Writer) Positive(k string, v int) {
	if v != 0 {
		w.Int(k, int64(v))
	}
}

// Bool writes a truth value.
func (w *Writer) Bool(k string, v bool) {
	w.Key(k)
	w.b = strconv.AppendBool(w.b, v)
	w.comma = true
}

// Null writes an explicit null.
func (w *Writer) Null(k string) { w.Key(k); w.b = append(w.b, "null"...); w.comma = true }

// Number writes an integer value.
func (w *Writer) Number(v int64) { w.sep(); w.b = strconv.AppendInt(w.b, v, 10) }

// Time writes epoch seconds with nine decimals, of which the last three are
// always zero: 1743088826.524929000.
func (w *Writer) Time(k string, micros int64) {
	w.Key(k)
	w.b = AppendTime(w.b, micros)
	w.comma = true
}

// AppendTime appends µs since 1970 as NinjaOne writes times.
func AppendTime(b []byte, micros int64) []byte {
	if micros < 0 {
		b, micros = append(b, '-'), -micros
	}
	b = strconv.AppendInt(b, micros/1_000_000, 10)
	b = append(b, '.')
	frac := micros % 1_000_000
	for div := int64(100_000); div > 0; div /= 10 {
		b = append(b, byte('0'+frac/div%10))
	}
	return append(b, "000"...)
}

// Strings writes a list of strings.
func (w *Writer) Strings(k string, list []string) {
	w.Key(k)
	w.Array()
	for _, s := range list {
		w.Text(s)
	}
	w.Close()
}

// Ints writes a list of integers.
func (w *Writer) Ints(k string, list []int32) {
	w.Key(k)
	w.Array()
	for _, n := range list {
		w.Number(int64(n))
	}
	w.Close()
}

const hexDigits = "0123456789abcdef"

// Text writes a string value. Invalid UTF-8 becomes U+FFFD, as a correct
// writer makes it; hostile bytes go through Patch.
func (w *Writer) Text(s string) {
	w.sep()
	w.b = append(w.b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				w.b = append(append(w.b, s[from:i]...), "\ufffd"...)
				from = i + 1
			}
			i += size
			continue
		}
		if c < 0x20 || c == '"' || c == '\\' {
			w.b = appendEscape(append(w.b, s[from:i]...), c)
			from = i + 1
		}
		i++
	}
	w.b = append(append(w.b, s[from:]...), '"')
}

// appendEscape writes a character that must not stand in a string as it is.
func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, `\n`...)
	case '\t':
		return append(b, `\t`...)
	case '\r':
		return append(b, `\r`...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}
