package ninjaone

import (
	"encoding/json"
	"fmt"
	"math"
)

// splitter cuts the array of an answer into its rows.
type splitter struct {
	scanner
	maxRow   int    // larger rows are rejected
	wantID   bool   // rows without an id are rejected
	idMember string // the member that holds a row's id
}

// scanFault is an answer that is no whole JSON value of the expected shape.
type scanFault struct {
	kind   Kind
	offset int
	reason string
}

// Error says what was wrong and where.
func (f *scanFault) Error() string { return fmt.Sprintf("%s at byte %d", f.reason, f.offset) }

// broken describes the fault that the scanner met last.
func (s *splitter) broken() *scanFault {
	if s.truncated {
		return &scanFault{KindTruncated, s.at, "ends"}
	}
	return &scanFault{KindMalformed, s.at, "unexpected byte"}
}

// whole cuts an answer that is one array.
func (s *splitter) whole(body []byte, into *rows) error {
	s.b = body
	i := s.space(0)
	if i >= len(body) {
		return &scanFault{KindTruncated, 0, "empty body, ends"}
	}
	if body[i] != '[' {
		return &scanFault{KindMalformed, i, "a list was expected; unexpected byte"}
	}
	if i = s.elements(i+1, into); i < 0 {
		return s.broken()
	}
	return s.end(i)
}

// alone takes an answer that is one object as its only row.
func (s *splitter) alone(body []byte) (Row, error) {
	s.b = body
	i := s.space(0)
	if i >= len(body) {
		return Row{}, &scanFault{KindTruncated, 0, "empty body, ends"}
	}
	if body[i] != '{' {
		return Row{}, &scanFault{KindMalformed, i, "an object was expected; unexpected byte"}
	}
	var id identity
	end := s.row(i, &id)
	if end < 0 {
		return Row{}, s.broken()
	}
	return Row{Raw: body[i:end:end], ID: id.value}, s.end(end)
}

// end refuses anything but white space from i on.
func (s *splitter) end(i int) error {
	if i = s.space(i); i < len(s.b) {
		return &scanFault{KindMalformed, i, "something follows the answer"}
	}
	return nil
}

// elements cuts the rest of the array whose bracket was before i.
func (s *splitter) elements(i int, into *rows) int {
	if i = s.space(i); i < len(s.b) && s.b[i] == ']' {
		return i + 1
	}
	for n := 0; ; n++ {
		end := s.element(i, n, into)
		if end < 0 {
			return -1
		}
		if i = s.space(end); i >= len(s.b) || s.b[i] != ',' {
			return s.close(i, ']')
		}
		i = s.space(i + 1)
	}
}

// element scans the n-th row and keeps or rejects it.
func (s *splitter) element(i, n int, into *rows) int {
	var id identity
	end := s.row(i, &id)
	into.note(id)
	if end < 0 {
		return s.reject(i, n, id, into)
	}
	row := Row{Raw: s.b[i:end:end], ID: id.value}
	switch {
	case s.maxRow > 0 && end-i > s.maxRow:
		into.reject(n, id.value, &RowTooLargeError{ID: id.value, Bytes: end - i, Limit: s.maxRow})
	case s.wantID && !id.known:
		into.reject(n, 0, &RowMalformedError{Offset: i, Reason: "no id"})
	default:
		into.keep(row)
	}
	return end
}

// reject gives up one row whose JSON is broken, where its end can be found all
// the same; else the whole page is broken, at the fault met first.
func (s *splitter) reject(i, n int, id identity, into *rows) int {
	if s.truncated {
		return -1
	}
	at := s.at
	end := s.skip(i)
	if end > i {
		if k := s.space(end); k < len(s.b) && (s.b[k] == ',' || s.b[k] == ']') {
			into.reject(n, id.value, &RowMalformedError{ID: id.value, Offset: at, Reason: "broken JSON"})
			return end
		}
	}
	s.at, s.truncated = at, false
	return -1
}

// identity is a row's id, if it has one.
type identity struct {
	value int64
	known bool
}

// row scans one row and notes its id, the last one where there are two, as
// encoding/json does.
func (s *splitter) row(i int, id *identity) int {
	if i >= len(s.b) || s.b[i] != '{' {
		return s.value(i, 1)
	}
	if i = s.space(i + 1); i < len(s.b) && s.b[i] == '}' {
		return i + 1
	}
	for {
		name := i
		if i = s.key(i); i < 0 {
			return -1
		}
		from := i
		if i = s.value(i, 2); i < 0 {
			return -1
		}
		if s.named(name, s.idMember) {
			*id = s.identity(from, i)
		}
		if i = s.space(i); i >= len(s.b) || s.b[i] != ',' {
			return s.close(i, '}')
		}
		i = s.space(i + 1)
	}
}

// identity reads an id. A member of another name may write it as text.
func (s *splitter) identity(from, to int) identity {
	raw := s.b[from:to]
	if s.idMember != "id" && raw[0] == '"' {
		raw = raw[1 : len(raw)-1]
	}
	return integer(raw)
}

// named reports whether the scanned string at i spells name, escaped or not.
func (s *splitter) named(i int, name string) bool {
	for k, from := 0, i+1; ; k++ {
		switch c := s.b[from+k]; {
		case c == '"':
			return k == len(name)
		case c == '\\':
			var text string
			end := s.text(from)
			return json.Unmarshal(s.b[i:end], &text) == nil && text == name
		case k == len(name) || c != name[k]:
			return false
		}
	}
}

// integer reads a whole number that fits an id. Anything else is no id.
func integer(raw []byte) identity {
	var v int64
	digits := raw
	if len(raw) > 0 && raw[0] == '-' {
		digits = raw[1:]
	}
	for _, c := range digits {
		if c < '0' || c > '9' || v > (math.MaxInt64-9)/10 {
			return identity{}
		}
		v = v*10 + int64(c-'0')
	}
	if len(digits) < len(raw) {
		v = -v
	}
	return identity{v, len(digits) > 0}
}
