package orgs

import "unicode/utf8"

// acronyms pairs a word with the words whose first letters it consists of, and excuses
// what only repeats a name in short.
func (g *alignment) acronyms() {
	g.repeated(g.a, g.byA[:])
	g.repeated(g.b, g.byB[:])
	for i := range g.a.tokens {
		if t := &g.a.tokens[i]; g.byA[i] == open && t.mayBeAcronym(g.rules.limits.Acronym) && g.stands(t.raw, g.b, g.byB[:], open) {
			g.byA[i] = grouped
			g.weight += g.rules.weights[rare]
			g.weak = true
			g.note(acronym, t.raw)
		}
	}
	for j := range g.b.tokens {
		if t := &g.b.tokens[j]; g.byB[j] == open && t.mayBeAcronym(g.rules.limits.Acronym) && g.stands(t.raw, g.a, g.byA[:], open) {
			g.byB[j] = grouped
			g.weight += g.rules.weights[rare]
			g.weak = true
			g.note(acronym, t.raw)
		}
	}
}

func (t *token) mayBeAcronym(least int) bool {
	return t.class < title && t.class != number && len(t.raw) >= least && len(t.raw) <= 10
}

// repeated excuses the acronym of a name beside it, and the name beside its acronym.
func (g *alignment) repeated(r *reading, by []int8) {
	for i := range r.tokens {
		t := &r.tokens[i]
		if t.class >= filler || len(t.raw) < 2 || len(t.raw) > 10 {
			continue
		}
		if by[i] == open && g.beside(t.raw, r, i) {
			by[i] = excused
			g.note(selfAcronym, t.raw)
			return
		}
		if by[i] >= 0 && len(t.raw) > 2 && g.stands(t.raw, r, by, open) {
			g.note(selfAcronym, t.raw)
			return
		}
	}
}

// beside tells whether a word is the initials of all the other words that count.
func (g *alignment) beside(word string, r *reading, at int) bool {
	rest := word
	for j := range r.tokens {
		t := &r.tokens[j]
		if j == at || t.class == form || t.class == tag || t.class == code {
			continue
		}
		first, size := utf8.DecodeRuneInString(t.raw)
		next, nextSize := utf8.DecodeRuneInString(rest)
		switch {
		case rest != "" && first == next && size == nextSize:
			rest = rest[size:]
		case t.class != filler:
			return false
		}
	}
	return rest == ""
}

// stands tells whether a word is the initials of neighbouring words of r that are in the
// given state, with or without those of fillers, and groups them.
func (g *alignment) stands(word string, r *reading, by []int8, state int8) bool {
	for from := range r.tokens {
		if by[from] != state || r.tokens[from].class == filler {
			continue
		}
		to := initialsUntil(word, r.tokens, by, from, state, false)
		if to < 0 {
			to = initialsUntil(word, r.tokens, by, from, state, true)
		}
		if to-from < 2 {
			continue
		}
		for k := from; k < to; k++ {
			by[k] = grouped
		}
		return true
	}
	return false
}

// initialsUntil is where the words end whose initials a word is; -1: it isn't.
func initialsUntil(word string, tokens []token, by []int8, from int, state int8, fillers bool) int {
	to := from
	for ; to < len(tokens) && word != ""; to++ {
		t := &tokens[to]
		if by[to] != state {
			return -1
		}
		if t.class == filler && !fillers {
			continue
		}
		first, size := utf8.DecodeRuneInString(t.raw)
		if next, _ := utf8.DecodeRuneInString(word); first != next {
			if t.class == filler {
				continue
			}
			return -1
		}
		word = word[size:]
	}
	if word != "" {
		return -1
	}
	return to
}
