package orgs

import (
	"strings"
	"unicode/utf8"

	"coresync/domain/matching"
)

// Names are looked at up to these limits; beyond them only equality counts.
const (
	mostBytes  = 300
	mostTokens = 24
)

// token is a word of a name, understood.
type token struct {
	text  string // by which it is equal to others
	raw   string // as it was written, folded
	hash  uint32 // of text
	class class
	aside bool // in brackets, or behind a dash or slash
	// bracket tells that it stands in brackets or behind a slash, part which part of the
	// name it is in, commas counted.
	bracket bool
	behind  bool // behind a legal form
	part    int8
	// digits tells that it has some beside letters, as in "V2X".
	digits bool
}

// reading is one way to read a name.
type reading struct {
	tokens []token
	// squash is what counts of the name, without spaces.
	squash string
	// all is the name itself with fillers, but without legal forms and spaces.
	all string
	// length is how many characters the name has as it was entered.
	length int
	// part tells that it is one side of a "d/b/a", alias that it is another name.
	part, alias bool
	// alone tells that a city is all that counts of the name.
	alone    bool
	initials string
	// longer are the initials with those of fillers that are none here, and of forms that
	// are words: "Tool & Die", "Title Company"; "" where they are the same.
	longer string
}

// name is a party's name, in all ways in which it may be read.
type name struct {
	key      string
	form     string // the name without case, punctuation and so on, but with its legal form
	bucket   bool
	readings []reading
}

// read understands the names of a party. The first name's key comes first.
func (l *lexicon) read(p *Party) []name {
	names := make([]name, 0, 1+len(p.Aliases))
	for i := -1; i < len(p.Aliases); i++ {
		text := p.Name
		if i >= 0 {
			text = p.Aliases[i]
		}
		n := l.readName(text)
		for j := range n.readings {
			n.readings[j].alias = i >= 0
		}
		names = append(names, n)
	}
	return names
}

func (l *lexicon) readName(text string) name {
	n := name{key: l.names.Key(text)}
	if len(text) > mostBytes {
		cut := mostBytes
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	words := matching.Words(text)
	n.form = joined(words, " ")
	_, n.bucket = l.buckets[n.form]
	if n.bucket || len(words) == 0 { // only an equal name counts
		return n
	}
	length := utf8.RuneCountInString(strings.TrimSpace(text))
	words = l.trimMarker(words)
	sides := l.sides(words)
	if len(sides) == 1 {
		n.readings = l.addReading(n.readings, sides[0], length, false)
		return n
	}
	var whole []matching.Word
	for _, side := range sides {
		n.readings = l.addReading(n.readings, side, length, true)
		whole = append(whole, side...)
	}
	n.readings = l.addReading(n.readings, whole, length, false)
	return n
}

func joined(words []matching.Word, with string) string {
	texts := make([]string, len(words))
	for i := range words {
		texts[i] = words[i].Text
	}
	return strings.Join(texts, with)
}

// mostPart is the greatest number of words of what stands between two names.
const mostPart = 4

// sides are the names in "X d/b/a Y".
func (l *lexicon) sides(words []matching.Word) [][]matching.Word {
	var sides [][]matching.Word
	from := 0
	for i := 1; i < len(words)-1; i++ {
		for n := min(mostPart, len(words)-1-i); n > 0; n-- {
			if !l.between(words[i : i+n]) {
				continue
			}
			sides = append(sides, words[from:i])
			i += n
			from = i
			break
		}
	}
	return append(sides, words[from:])
}

// trimMarker drops a "d/b/a" that nothing stands before.
func (l *lexicon) trimMarker(words []matching.Word) []matching.Word {
	for n := min(mostPart, len(words)-1); n > 0; n-- {
		if l.between(words[:n]) {
			return words[n:]
		}
	}
	return words
}

// between tells whether words stand between two names; single letters need slashes.
func (l *lexicon) between(words []matching.Word) bool {
	if len(words) > 1 && len(words[0].Text) == 1 && words[1].Gap&matching.GapSlash == 0 {
		return false
	}
	_, ok := l.parts[joined(words, " ")]
	return ok
}

func (l *lexicon) addReading(to []reading, words []matching.Word, length int, part bool) []reading {
	r := reading{tokens: l.tokens(words), length: length, part: part}
	l.cutForm(&r)
	if part {
		r.length = 0
	}
	if len(r.tokens) > mostTokens {
		r.tokens = r.tokens[:mostTokens]
	}
	var squash, all, initials, longer []byte
	for i := range r.tokens {
		t := &r.tokens[i]
		if t.class != form && !t.aside {
			all = append(all, t.raw...)
		}
		if t.counts() {
			squash = append(squash, t.raw...)
		}
		if t.class != form && t.class != filler && !t.aside {
			_, size := utf8.DecodeRuneInString(t.raw)
			initials = append(initials, t.raw[:size]...)
		}
		if !t.aside && t.raw != "and" && t.raw != "of" && t.raw != "the" && (t.class != form || len(t.raw) > longestForm) {
			_, size := utf8.DecodeRuneInString(t.raw)
			longer = append(longer, t.raw[:size]...)
		}
	}
	r.alone = !part && alone(r.tokens)
	r.squash, r.all, r.initials = string(squash), string(all), string(initials)
	if len(longer) > len(initials) {
		r.longer = string(longer)
	}
	if len(r.tokens) == 0 {
		return to
	}
	return append(to, r)
}

// alone tells whether one word counts, and is a city.
func alone(tokens []token) bool {
	counting, city := 0, false
	for i := range tokens {
		if t := &tokens[i]; t.counts() {
			counting++
			city = t.class == place && !t.aside
		}
	}
	return counting == 1 && city
}

// longestForm is how many letters a legal form has at most that is no word, such as "GmbH".
const longestForm = 4

// counts tells whether a name can be told from others by the word.
func (t *token) counts() bool {
	return t.class < filler
}
