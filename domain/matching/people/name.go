package people

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is read: names come from outside, and one of them must not cost
// more than others.
const (
	maxName   = 200 // bytes of a name
	maxTokens = 7   // words of a name
)

// wordKind says what part a word plays in a name.
type wordKind uint8

const (
	mainWord wordKind = iota
	initial           // a single letter
	particle          // van, de la
)

// word is one word of a person's name, as accounts hold it.
type word struct {
	text     string   // folded
	spelled  string   // with ü as ue; "" where that is the same
	nicks    []string // what bearers of a given name are called, or whose nickname it is
	kind     wordKind
	nameLike bool // known as a given name
}

// name is a person's name: words in the order given name, surname as far as known.
type name struct {
	words []word
	// given is how many words are given names; 0: unknown, the surname may begin anywhere.
	given int
	// sure tells that the order is known, from a comma for instance.
	sure bool
	// turned tells that the surname was found in front by a guess.
	turned  bool
	address bool // read from an e-mail address
	// firsts are the letters that words, or nicknames, begin with; letters all of theirs.
	firsts, letters letterSet
}

// nameReader reads names one after the other; the words of all of them share memory.
type nameReader struct {
	rules   *Rules
	words   []word
	scratch [2][]word
}

// read reads a contact's name as people write it: "Smith, Dr. John", "van der Berg
// Otto", "Anna O'Neill-Jones (Reception)", "WOOTEN Freida".
func (p *nameReader) read(text string) name {
	r := p.rules
	text, alias := cutAside(canonical(strings.ReplaceAll(clip(text, maxName), "´", "'"))) // NFKC takes ´ apart
	if strings.Contains(text, "@") {
		return name{}
	}
	family, rest, comma := strings.Cut(text, ",")
	p.scratch[0] = r.split(p.scratch[0][:0], family, true)
	p.scratch[1] = r.split(p.scratch[1][:0], rest, false)
	before, after := r.trim(p.scratch[0], 2), r.trim(p.scratch[1], 1)
	var n name
	if comma && len(after) > 0 && len(before) > 0 {
		n = name{given: len(after), sure: true}
	} else {
		before, after, n = r.inOrder(before, family)
	}
	n.words = p.keep(after, before)
	n.given = min(n.given, len(n.words)-1)
	r.nickname(n.words, alias)
	for i := range n.words {
		n.note(n.words[i].text)
		n.note(n.words[i].spelled)
		for _, nick := range n.words[i].nicks {
			n.note(nick)
		}
	}
	return n
}

func (n *name) note(text string) {
	if text != "" {
		n.firsts |= letterBit(text[0])
		n.letters |= letterSetOf(text)
	}
}

// keep copies the words of a name in order; of too many it takes the first and the last.
func (p *nameReader) keep(given, family []word) []word {
	start := len(p.words)
	p.words = append(append(p.words, given...), family...)
	if n := p.words[start:]; len(n) > maxTokens {
		copy(n[3:], n[len(n)-maxTokens+3:])
		p.words = p.words[:start+maxTokens]
	}
	return p.words[start:len(p.words):len(p.words)]
}

func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// cutAside cuts what stands in brackets, behind " - " or behind a bar. A single word
// in brackets may be what the person is called.
func cutAside(s string) (rest, alias string) {
	for _, mark := range [...]string{" - ", " – ", " — ", " | ", " / "} {
		if before, _, ok := strings.Cut(s, mark); ok && strings.TrimSpace(before) != "" {
			s = before
		}
	}
	open := strings.IndexAny(s, "([{\"“«")
	if open < 0 {
		return s, ""
	}
	_, size := utf8.DecodeRuneInString(s[open:])
	inside, after := s[open+size:], ""
	if end := strings.IndexAny(inside, ")]}\"”»"); end >= 0 {
		_, size := utf8.DecodeRuneInString(inside[end:])
		inside, after = inside[:end], inside[end+size:]
	}
	if strings.ContainsAny(inside, " -") {
		inside = ""
	}
	return s[:open] + " " + after, inside
}

// split splits a text into folded words. first tells that a particle may begin it.
func (r *Rules) split(into []word, text string, first bool) []word {
	for len(text) > 0 {
		end := strings.IndexFunc(text, isNameBreak)
		part := text
		if end < 0 {
			text = ""
		} else {
			_, size := utf8.DecodeRuneInString(text[end:])
			part, text = text[:end], text[end+size:]
		}
		if w := r.word(part); w.text != "" && len(into) < 2*maxTokens {
			into = append(into, w)
		}
	}
	for i := range into { // the last word is a surname, whatever it looks like
		if _, ok := r.particles[into[i].text]; ok && i < len(into)-1 && (i > 0 || first && len(into) > 1) {
			into[i].kind = particle
		}
	}
	return into
}

func isNameBreak(c rune) bool {
	return !unicode.IsLetter(c) && !unicode.Is(unicode.M, c) && !isApostrophe(c) && !unicode.Is(unicode.Cf, c)
}

func (r *Rules) word(text string) word {
	if plain, ok := plainWord(text); ok {
		return finish(word{text: plain})
	}
	var a, b []byte
	for _, c := range text {
		if !isApostrophe(c) {
			a, b = foldRune(a, c, false), foldRune(b, c, true)
		}
	}
	w := word{text: string(a)}
	if string(b) != w.text {
		w.spelled = string(b)
	}
	return finish(w)
}

func finish(w word) word {
	if utf8.RuneCountInString(w.text) == 1 && w.text[0] < utf8.RuneSelf {
		w.kind = initial
	}
	return w
}

// plainWord folds a word of ASCII letters, which most are, without going through runes.
func plainWord(text string) (string, bool) {
	upper := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= utf8.RuneSelf || c == '\'' || c == '`' {
			return "", false
		}
		upper = upper || 'A' <= c && c <= 'Z'
	}
	if !upper {
		return text, true
	}
	return strings.ToLower(text), true
}

// trim drops titles before and degrees behind, as long as some words are left.
func (r *Rules) trim(words []word, left int) []word {
	for len(words) > 1 && has(r.titles, words[0].text) {
		words = words[1:]
	}
	for len(words) > left && has(r.credentials, words[len(words)-1].text) {
		words = words[:len(words)-1]
	}
	if len(words) == 1 && left == 1 && has(r.credentials, words[0].text) {
		return words[:0] // "Souza, CPA"
	}
	return words
}

// inOrder finds where the surname begins in a name without a comma, and returns the
// surname, as far as it is known, and the rest. A surname that stands first shows by
// a particle or by capitals.
func (r *Rules) inOrder(words []word, text string) (family, given []word, n name) {
	if len(words) < 2 {
		return words, nil, n
	}
	lead := 0 // words of a surname in front
	for lead < len(words)-2 && words[lead].kind == particle {
		lead++
	}
	if lead > 0 {
		lead++
	} else if capitalFirst(text) {
		lead = 1
	}
	if lead > 0 {
		n = name{given: len(words) - lead, sure: words[0].kind != particle, turned: words[0].kind == particle}
		words[0].kind = mainWord // if the guess is wrong, it is a given name
		return words[:lead], words[lead:], n
	}
	if words[0].kind == particle { // Van Morrison, Al Gore
		words[0].kind = mainWord
	}
	for i, w := range words {
		if w.kind == particle {
			return words[i:], words[:i], name{given: i}
		}
	}
	return words, nil, n
}

// capitalFirst tells that the first word alone is written in capitals, as surnames
// are in some countries.
func capitalFirst(text string) bool {
	first, rest, ok := strings.Cut(strings.TrimSpace(text), " ")
	return ok && utf8.RuneCountInString(first) > 2 && first == strings.ToUpper(first) && rest != strings.ToUpper(rest)
}

// nickname adds to given names what their bearers are called.
func (r *Rules) nickname(words []word, alias string) {
	for i := range words {
		if words[i].kind == mainWord {
			words[i].nicks = r.nicknames[words[i].text]
			words[i].nameLike = words[i].nicks != nil
		}
	}
	if alias != "" && len(words) > 0 {
		if w := r.word(alias); len(w.text) > 1 {
			words[0].nicks = append(words[0].nicks[:len(words[0].nicks):len(words[0].nicks)], w.text)
		}
	}
}
