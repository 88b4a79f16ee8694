package orgs

import "slices"

// extras is what a word costs that only one of two names has, by its class.
var extras = [classes]difference{
	rare: extraRare, plain: extraRare, number: extraNumber, letter: extraLetter, place: extraPlace, region: extraRegion, trade: extraTrade,
	common: extraCommon, corporate: extraCorporate, entity: extraEntity, title: extraTitle, filler: extraFiller, code: extraCode, tag: extraTag,
}

// leftovers notes the words that have no counterpart.
func (g *alignment) leftovers() {
	var found [2]remainder
	real := false
	for k, s := range [...]side{{g.a, g.byA[:], g.b, g.byB[:]}, {g.b, g.byB[:], g.a, g.byA[:]}} {
		owned, last, complete := g.owner(&s), s.lastMatched(), s.complete()
		for i := range s.r.tokens {
			t := &s.r.tokens[i]
			if s.by[i] != open || t.class == form || s.small(i) {
				continue
			}
			what := s.extra(i, last)
			if i < owned {
				what = owner
				if t.part < s.r.tokens[owned].part {
					what = ownerAside
				}
			}
			g.extra(k, found[k].count(what), t.raw)
			real = real || !what.harmless() && what != extraPlaceAside && what != extraAside
			if i < last && i > s.firstMatched() && what.descriptive() && !g.insideNoted() {
				g.note(inside, "")
			}
			if i > last && complete && !what.harmless() && what != extraPlace && what != extraPlaceAside && what != extraAside {
				g.note(extension, "")
				complete = false
			}
		}
	}
	switch {
	case real && g.weak:
		g.note(compound, "")
	case real && g.respelt():
		g.note(several, "")
	}
	g.bare = !real && !g.weak
	if what, ok := found[0].against(&found[1]); ok {
		g.note(what, "")
	}
}

// harmless tells whether a word says nothing about who a party is.
func (d difference) harmless() bool {
	return d == extraFiller || d == extraTitle || d == extraCode || d == extraTag
}

// descriptive tells whether a word says what a party does.
func (d difference) descriptive() bool {
	return d == extraTrade || d == extraCommon || d == extraCorporate || d == extraPlain
}

func (g *alignment) insideNoted() bool {
	return slices.ContainsFunc(g.notes, func(n note) bool { return n.what == inside })
}

// respelt tells whether equal words are written differently, or small words differ.
func (g *alignment) respelt() bool {
	return slices.ContainsFunc(g.notes, func(n note) bool {
		return n.what == plural || n.what == order || n.what == extraFiller
	})
}

// owner counts the words at the beginning that are a person's name before the whole name
// of the other party.
func (g *alignment) owner(s *side) int {
	count, all := s.whole()
	if !all || count < 2 || g.weight < g.rules.lines.Enough {
		return 0
	}
	n := 0
	for n < len(s.r.tokens) && s.by[n] == open {
		if c := s.r.tokens[n].class; c != rare && c != plain && c != letter && c != place {
			return 0
		}
		n++
	}
	if n < 2 || n > 3 || n == len(s.r.tokens) {
		return 0
	}
	last := int8(-1)
	for i := n; i < len(s.r.tokens); i++ { // the whole name follows as it is
		if s.r.tokens[i].class < filler && s.by[i] >= 0 {
			if s.by[i] < last {
				return 0
			}
			last = s.by[i]
		}
	}
	return n
}

// covers tells whether every word that counts of the organization and of the customer
// has its counterpart, and which words of the organization do, as bits.
func (g *alignment) covers() (organization, customer bool, words uint32) {
	organization, customer = true, true
	for i := range g.a.tokens {
		switch t := &g.a.tokens[i]; {
		case !t.counts():
		case g.byA[i] == open:
			organization = false
		case t.class != place && t.class != region && t.class != title:
			words |= 1 << i
		}
	}
	for j := range g.b.tokens {
		customer = customer && (g.byB[j] != open || !g.b.tokens[j].counts())
	}
	return organization, customer, words
}

// score is what is left of 100.
func (g *alignment) score() int {
	score := 100 - g.lacking()
	for _, n := range g.notes {
		score -= g.rules.costs[n.what]
	}
	return max(score, 0)
}

// lacking is what it costs that the equal words tell little.
func (g *alignment) lacking() int {
	if lacking := g.rules.lines.Enough - g.weight; lacking > 0 && !g.bare {
		return int(lacking * float64(g.rules.lines.Weak))
	}
	return 0
}
