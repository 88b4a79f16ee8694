// Package sentence says in a sentence what an event did: the one place for these words,
// whether a timeline, the audit page, a file or a program shows them. It knows no names; a
// sentence refers to things, and whoever shows it calls them by name.
package sentence

import (
	"strings"

	"coresync/domain/event"
)

// Part is a part of a sentence: some words, or a thing.
type Part struct {
	Text  string
	Thing *Thing // nil: words
}

// Sentence is what an event did. Subject is what it did that to, with what joins it to Said:
// where the subject is known, as on the page of an asset, Said is enough.
type Sentence struct {
	Subject []Part
	Said    []Part
}

// Parts are the whole sentence.
func (s Sentence) Parts() []Part { return append(append([]Part{}, s.Subject...), s.Said...) }

// Text writes parts, each thing as name calls it.
func Text(parts []Part, name func(Thing) string) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Thing == nil {
			b.WriteString(p.Text)
		} else {
			b.WriteString(name(*p.Thing))
		}
	}
	return b.String()
}

// Of is the sentence of an event, of which version says the how manieth of its stream it is.
// A type that has none is false: a test knows that there is no such type in the catalog.
func Of(p event.Payload, version int64) (Sentence, bool) {
	say, known := sentences[p.EventType()]
	if !known {
		return Sentence{}, false
	}
	return say(p, version), true
}

// entry is how events of a type are told.
type entry struct {
	of  event.Type
	say func(event.Payload, int64) Sentence
}

// on makes an entry of a function over the type's struct.
func on[P any, PP interface {
	*P
	event.Payload
}](say func(p PP, version int64) Sentence) entry {
	return entry{PP(new(P)).EventType(), func(p event.Payload, version int64) Sentence { return say(p.(PP), version) }}
}

// sentences are those of all areas, by type.
var sentences = func() map[event.Type]func(event.Payload, int64) Sentence {
	all := make(map[event.Type]func(event.Payload, int64) Sentence)
	for _, g := range groups {
		for _, e := range g.entries {
			all[e.of] = e.say
		}
	}
	return all
}()

// about says something of a thing; joint stands between both, such as " was ".
func about(of any, joint string, said ...any) Sentence {
	return Sentence{Subject: parts([]any{of, joint}), Said: parts(said)}
}

// just is a sentence that names its subject itself, or has none.
func just(said ...any) Sentence { return Sentence{Said: parts(said)} }

// parts makes parts of texts and things; nil is left out.
func parts(said []any) []Part {
	var out []Part
	for _, x := range said {
		switch x := x.(type) {
		case string:
			if x != "" {
				out = append(out, Part{Text: x})
			}
		case Thing:
			out = append(out, Part{Thing: &x})
		case []Part:
			out = append(out, x...)
		}
	}
	return out
}

// list are several things, the first few by name.
func list(things []Thing) []Part {
	const named = 5
	var out []Part
	for i, t := range things {
		switch {
		case i == named:
			return append(out, Part{Text: " and " + count(len(things)-named, "other", "others")})
		case i > 0 && i == len(things)-1:
			out = append(out, Part{Text: " and "})
		case i > 0:
			out = append(out, Part{Text: ", "})
		}
		out = append(out, Part{Thing: &t})
	}
	return out
}
