package ninjaone

import (
	"bytes"
	"strings"
)

// envelope is an answer whose rows are a member of an object: queries
// (results, cursor) and activities (activities, lastActivityId).
type envelope struct {
	list  string              // the member that holds the rows
	notes map[string]struct{} // the members to keep as they are
	found map[string][]byte   // what was kept
	came  bool                // whether the list was there
}

// newEnvelope looks for rows in the member list, and keeps the others named.
func newEnvelope(list string, notes ...string) *envelope {
	e := &envelope{list: list, notes: map[string]struct{}{}, found: map[string][]byte{}}
	for _, n := range notes {
		e.notes[n] = struct{}{}
	}
	return e
}

// wrapped cuts an answer that is an object around its rows. An absent list is an
// empty one, unless the object says that something went wrong.
func (s *splitter) wrapped(body []byte, e *envelope, into *rows) error {
	if err := s.around(body, e, into); err != nil {
		return err
	}
	if !e.came && readFault(body, strings.ToLower).code != "" {
		return &scanFault{KindMalformed, 0, "a fault in place of rows"}
	}
	return nil
}

// around cuts the object and its list.
func (s *splitter) around(body []byte, e *envelope, into *rows) error {
	s.b = body
	clear(e.found)
	e.came = false
	i := s.space(0)
	if i >= len(body) {
		return &scanFault{KindTruncated, 0, "empty body, ends"}
	}
	if body[i] != '{' {
		return &scanFault{KindMalformed, i, "an object was expected; unexpected byte"}
	}
	if i = s.space(i + 1); i < len(body) && body[i] == '}' {
		return s.end(i + 1)
	}
	for {
		if i = s.member(i, e, into); i < 0 {
			return s.broken()
		}
		if i = s.space(i); i >= len(body) || body[i] != ',' {
			break
		}
		i = s.space(i + 1)
	}
	if i = s.close(i, '}'); i < 0 {
		return s.broken()
	}
	return s.end(i)
}

// member scans one member of the envelope at i.
func (s *splitter) member(i int, e *envelope, into *rows) int {
	name := i
	if i = s.key(i); i < 0 {
		return -1
	}
	if s.named(name, e.list) && i < len(s.b) && s.b[i] != 'n' {
		if s.b[i] != '[' {
			return s.fail(i)
		}
		e.came = true
		return s.elements(i+1, into)
	}
	end := s.value(i, 1)
	for n := range e.notes {
		if end > 0 && s.named(name, n) && !bytes.Equal(s.b[i:end], []byte("null")) {
			e.found[n] = s.b[i:end]
		}
	}
	return end
}
