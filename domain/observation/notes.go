package observation

import (
	"strconv"
	"unicode/utf8"
)

// flaw is a set of things that a string had and canonical form can't hold.
type flaw uint8

const (
	flawNUL flaw = 1 << iota
	flawUTF8
	flawSurrogate
)

// note is one thing that canonicalising had to change; its path grows from the
// inside out while the reader returns from nested members.
type note struct {
	what string
	path string
}

func (r *Reader) addNote(what, path string) {
	if len(r.notes) >= maxNotes {
		r.moreNotes++
		return
	}
	r.notes = append(r.notes, note{what, path})
}

// noteRepeated notes a name that an object has more than once.
func (r *Reader) noteRepeated(name span) {
	r.addNote("repeated, the last value counts: ", shortName(r.bytes(name)))
}

// noteFlaws notes what the strings of a member had.
func (r *Reader) noteFlaws() {
	for _, f := range []struct {
		flaw flaw
		what string
	}{
		{flawNUL, "NUL replaced in "}, {flawUTF8, "invalid UTF-8 replaced in "},
		{flawSurrogate, "half of a surrogate pair replaced in "},
	} {
		if r.flaw&f.flaw != 0 {
			r.addNote(f.what, "")
		}
	}
	r.flaw = 0
}

// nameNotes puts a member's name before the paths of the notes made inside of it.
func (r *Reader) nameNotes(from int, name span) {
	for i := from; i < len(r.notes); i++ {
		n := &r.notes[i]
		if n.path == "" {
			n.path = shortName(r.bytes(name))
		} else {
			n.path = shortName(r.bytes(name)) + "." + n.path
		}
	}
}

// Notes tells what had to be changed, such as "NUL replaced in system.model".
// It holds no values.
func (r *Reader) Notes() []string {
	if len(r.notes) == 0 {
		return nil
	}
	told := make([]string, 0, len(r.notes)+1)
	for _, n := range r.notes {
		told = append(told, n.what+n.path)
	}
	if r.moreNotes > 0 {
		told = append(told, "and "+strconv.Itoa(r.moreNotes)+" more")
	}
	return told
}

// shortName is a member's name for a note: hostile input, so it is cut.
func shortName(name []byte) string {
	const most = 64
	if len(name) <= most {
		return string(name)
	}
	end := most
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return string(name[:end]) + "…"
}
