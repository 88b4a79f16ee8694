package orgs

import "unicode/utf8"

// alike pairs words that are written in short or with a slip. The clearest pairs come
// first, so that the order of words decides nothing.
func (g *alignment) alike() {
	for _, try := range [...]func(x, y *token) (difference, bool){g.spelled, g.inShort, g.oneSlip, g.twoSlips, g.asInitial} {
		for i := range g.a.tokens {
			if g.byA[i] != open {
				continue
			}
			for j := range g.b.tokens {
				if g.byB[j] != open {
					continue
				}
				x, y := &g.a.tokens[i], &g.b.tokens[j]
				if !mayBeAlike(x.raw, y.raw) {
					continue
				}
				what, ok := try(x, y)
				if !ok {
					continue
				}
				g.byA[i], g.byB[j] = int8(j), int8(i)
				g.note(what, x.raw)
				g.weight += g.alikeWorth(what, i, x, y)
				if what != initial && what != spelling && (what != abbreviation || !g.familiar(x, y)) {
					g.weak = true
				}
				if what != abbreviation && what != spelling && x.class == rare && g.df[i] > 0 {
					g.note(knownWord, x.raw)
				}
				break
			}
		}
	}
}

// mayBeAlike tells quickly whether two words are worth a comparison: in all that makes
// them alike but one slip they begin with the same letter.
func mayBeAlike(a, b string) bool {
	difference := len(a) - len(b)
	return a[0] == b[0] || -utf8.UTFMax <= difference && difference <= utf8.UTFMax && len(a) > 2 && len(b) > 2 &&
		(a[len(a)-1] == b[len(b)-1] || a[1] == b[1] || a[1] == b[0] || a[0] == b[1])
}

// familiar tells whether the longer of two words is one that is often written in short.
func (g *alignment) familiar(x, y *token) bool {
	if len(x.raw) > len(y.raw) {
		return x.class != rare
	}
	return y.class != rare
}

// alikeWorth is what two words tell that are alike: the more letters are the same, the
// more.
func (g *alignment) alikeWorth(what difference, i int, x, y *token) float64 {
	worth := min(g.worth(i), g.rules.weights[y.class])
	switch what {
	case initial:
		return 0
	case abbreviation:
		if !g.familiar(x, y) {
			return worth * g.rules.lines.Beginning
		}
	case shortTypo, typo, substitution, typos:
		letters := min(len(x.raw), len(y.raw)) - g.rules.limits.Typo + 1
		return worth * min(1, float64(letters)*g.rules.lines.Letter)
	}
	return worth
}

// spelled pairs words that are the same with umlauts spelled out.
func (g *alignment) spelled(x, y *token) (difference, bool) {
	if len(x.raw) == len(y.raw) || x.raw[0] != y.raw[0] || len(x.raw) > longest || len(y.raw) > longest {
		return 0, false
	}
	return spelling, withoutUmlauts(x.raw) == withoutUmlauts(y.raw)
}

func (g *alignment) inShort(x, y *token) (difference, bool) {
	if x.class >= filler || y.class >= filler || x.digits || y.digits || x.class == number || y.class == number {
		return 0, false
	}
	return abbreviation, isShortFor(x.raw, y.raw) || isShortFor(y.raw, x.raw)
}

func (g *alignment) asInitial(x, y *token) (difference, bool) {
	if x.class == y.class || x.class != letter && y.class != letter || x.class != rare && y.class != rare {
		return 0, false
	}
	a, _ := utf8.DecodeRuneInString(x.raw)
	b, _ := utf8.DecodeRuneInString(y.raw)
	return initial, a == b
}

func (g *alignment) oneSlip(x, y *token) (difference, bool) {
	n, other := g.slip(x, y)
	switch {
	case n == 1 && (x.class == rare) != (y.class == rare) && x.raw[0] != y.raw[0]:
		return 0, false // "eMobility" is no slip of "Mobility"
	case n == 1 && g.rules.lexicon.twoWords(x.raw, y.raw):
		return 0, false
	case n != 1 || min(len(x.raw), len(y.raw)) < g.rules.limits.Typo:
		return 0, false
	case mixed(x.raw, y.raw):
		return script, true
	case min(len(x.raw), len(y.raw)) <= g.rules.limits.Short && x.class == rare && y.class == rare:
		return shortTypo, true
	case other && x.class == rare && y.class == rare:
		return substitution, true
	}
	return typo, true
}

func (g *alignment) twoSlips(x, y *token) (difference, bool) {
	n, _ := g.slip(x, y)
	if n != 2 || x.raw[0] != y.raw[0] || min(len(x.raw), len(y.raw)) < g.rules.limits.Typos || g.rules.lexicon.twoWords(x.raw, y.raw) ||
		x.established() && y.established() {
		return 0, false
	}
	if mixed(x.raw, y.raw) {
		return script, true
	}
	return typos, true
}

// established tells whether a word is one that people know as it is: two of them that
// differ by two letters are two names, as "Quinlan" and "Quintana", and neither is the
// other misspelt.
func (t *token) established() bool { return t.class != rare || isProperName(t.raw) }

// slip compares two words where one may be the other misspelt: two words that are both
// known are two words.
func (g *alignment) slip(x, y *token) (n int, other bool) {
	if x.digits || y.digits || x.class != rare && y.class != rare || x.class >= filler || y.class >= filler ||
		x.class == number || y.class == number || x.class == letter || y.class == letter {
		return 3, false
	}
	return slips(x.raw, y.raw)
}
