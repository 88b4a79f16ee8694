package orgs

import "strings"

// join pairs a word with several that are the same without the spaces.
func (g *alignment) join() {
	for i := range g.a.tokens {
		if g.byA[i] == open {
			g.joinOne(g.a.tokens[i].raw, &g.byA[i], g.b.tokens, g.byB[:], i)
		}
	}
	for j := range g.b.tokens {
		if g.byB[j] == open {
			g.joinOne(g.b.tokens[j].raw, &g.byB[j], g.a.tokens, g.byA[:], -1)
		}
	}
}

// joinShort pairs a word with two of which the first is only its beginning.
func (g *alignment) joinShort(word string, by *int8, tokens []token, others []int8) {
	for k := 0; k+1 < len(tokens); k++ {
		x, y := tokens[k].raw, tokens[k+1].raw
		if x[0] == word[0] && others[k] == open && others[k+1] == open && len(x) > 2 && len(y) > 2 && len(x)+len(y) < len(word) &&
			strings.HasPrefix(word, x) && strings.HasSuffix(word, y) {
			*by, others[k], others[k+1] = grouped, grouped, grouped
			g.note(abbreviation, word)
			return
		}
	}
}

func (g *alignment) joinOne(word string, by *int8, tokens []token, others []int8, at int) {
	if len(word) < 2 {
		return
	}
	for from := range tokens {
		if tokens[from].raw[0] != word[0] {
			continue
		}
		rest, to := word, from
		for to < len(tokens) && others[to] == open && rest != "" && strings.HasPrefix(rest, tokens[to].raw) {
			rest = rest[len(tokens[to].raw):]
			to++
		}
		if rest != "" || to-from < 2 {
			continue
		}
		*by = grouped
		for k := from; k < to; k++ {
			others[k] = grouped
			if at < 0 {
				g.weight += g.worth(k)
			}
		}
		if at >= 0 {
			g.weight += g.rules.weights[rare]
		}
		g.note(spacing, word)
		return
	}
	g.joinShort(word, by, tokens, others)
}
