package orgs

import (
	"hash/fnv"
	"unicode/utf8"

	"coresync/domain/matching"
)

// tokens classifies the words of a name: part by part, since legal forms and tags
// stand at the end of one.
func (l *lexicon) tokens(words []matching.Word) []token {
	words = l.trimDomain(words)
	tokens := make([]token, len(words))
	for from := 0; from < len(words); {
		to := from + 1
		for to < len(words) && !begins(words, to) {
			to++
		}
		l.classify(words[from:to], tokens[from:to], from > 0 && begins(words, from) && !closes(words, from), from == 0)
		from = to
	}
	l.findCities(words, tokens)
	number := int8(0)
	for i := range tokens {
		behind := i > 1 && l.described(tokens, i)
		if i > 0 && (begins(words, i) || words[i].Gap&matching.GapComma != 0) || behind {
			number++
		}
		tokens[i].part = number
		tokens[i].aside = tokens[i].aside || behind || i > 0 && tokens[i-1].behind
		tokens[i].behind = behind || i > 0 && tokens[i-1].behind
	}
	promote(tokens)
	return tokens
}

// trimDomain leaves out ".com" and the like, and "www." before.
func (l *lexicon) trimDomain(words []matching.Word) []matching.Word {
	kept := make([]matching.Word, 0, len(words))
	for i, w := range words {
		if _, ok := l.domains[w.Text]; ok && i > 0 && w.Gap == matching.GapDot {
			continue
		}
		if w.Text == "www" && i == 0 && len(words) > 1 {
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

// classify gives the words of one part their classes.
func (l *lexicon) classify(words []matching.Word, tokens []token, aside, first bool) {
	for i, w := range words {
		tokens[i] = l.token(w, i == len(words)-1)
		tokens[i].aside = aside
		tokens[i].bracket = aside && words[0].Gap&(matching.GapOpen|matching.GapSlash) != 0
	}
	end := len(words)
	for end > 0 {
		if n := l.ending(words[:end], l.names.IsForm, end > 1 || aside); n > 0 {
			mark(tokens[end-n:end], form)
			end -= n
			continue
		}
		n := l.ending(words[:end], l.isTag, aside)
		if n == 0 || (!aside && n == 1 && !l.loneTag(words[end-1])) {
			break
		}
		mark(tokens[end-n:end], tag)
		end -= n
	}
	if first && len(words) > 1 && end > 1 && l.names.IsLeadingForm(words[0].Text) {
		tokens[0].class = form
	}
	if (aside || end > 1) && end > 0 && isCode(tokens[end-1].raw, aside) {
		tokens[end-1].class = code
	}
}

// loneTag tells whether a word is a tag even without a dash before it.
func (l *lexicon) loneTag(w matching.Word) bool {
	_, ok := l.loneTags[w.Text]
	return ok
}

// ending counts the words of the longest phrase at the end of words; all of them only
// where whole is set.
func (l *lexicon) ending(words []matching.Word, is func(string) bool, whole bool) int {
	most := len(words)
	if !whole {
		most--
	}
	for n := min(most, 6); n > 0; n-- {
		if is(joined(words[len(words)-n:], " ")) {
			return n
		}
	}
	return 0
}

func (l *lexicon) isTag(phrase string) bool {
	if _, ok := l.tags[phrase]; ok {
		return true
	}
	_, ok := l.loneTags[phrase]
	return ok
}

// findCities marks what is a city, the longest names first; a single word only if it
// means nothing else.
func (l *lexicon) findCities(words []matching.Word, tokens []token) {
	for i := 0; i < len(tokens); {
		n := min(3, len(tokens)-i)
		for ; n > 0; n-- {
			if _, ok := cities()[joined(words[i:i+n], " ")]; ok && (n > 1 || tokens[i].class == rare) {
				mark(tokens[i:i+n], place)
				break
			}
		}
		i += max(n, 1)
	}
}

func mark(tokens []token, c class) {
	for i := range tokens {
		tokens[i].class = c
	}
}

func (l *lexicon) token(w matching.Word, last bool) token {
	t := token{raw: w.Text, text: w.Text}
	if text, ok := l.numberOf(w.Text, last); ok {
		t.text, t.class = text, number
	} else {
		t.text = l.canon(w.Text)
		t.class = l.classOf(t.text)
		if _, ok := l.forms[w.Text]; ok {
			t.class = form
		}
		_, size := utf8.DecodeRuneInString(w.Text)
		if size == len(w.Text) && t.class == rare {
			t.class = letter
		}
		for i := range len(w.Text) {
			t.digits = t.digits || '0' <= w.Text[i] && w.Text[i] <= '9'
		}
	}
	h := fnv.New32a()
	h.Write([]byte(t.text))
	t.hash = h.Sum32()
	return t
}
