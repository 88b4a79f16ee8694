package orgs

import "slices"

// extras is what a word costs that only one of two names has, by its class.
var extras = [classes]difference{
	rare: extraRare, plain: extraRare, number: extraNumber, letter: extraLetter, place: extraPlace, region: extraRegion, trade: extraTrade,
	common: extraCommon, corporate: extraCorporate, entity: extraEntity, title: extraTitle, filler: extraFiller, code: extraCode, tag: extraTag,
}

// side is one of the two names with what became of its words.
type side struct {
	r     *reading
	by    []int8
	other *reading
	with  []int8
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

// remainder is what is left over of one name.
type remainder struct {
	strong, trades, commons bool
	seen                    [differences]bool
}

// count is the difference to note: a second word of a description costs less.
func (m *remainder) count(what difference) difference {
	switch what {
	case extraTrade:
		m.trades = true
	case extraCommon, extraCorporate:
		m.commons = true
	case extraFiller, extraTitle, extraCode, extraTag, owner, ownerAside:
	default:
		m.strong = true
	}
	group := what
	switch what {
	case extraCommon, extraCorporate, extraPlain, extraTail:
		group = extraTrade
	case extraPlaceAside:
		group = extraAside
	case extraTrade, extraAside, extraPlace, owner, ownerAside:
	default:
		return what
	}
	if m.seen[group] {
		return further
	}
	m.seen[group] = true
	return what
}

// against is what it means that both names have something left over.
func (m *remainder) against(other *remainder) (difference, bool) {
	switch {
	case m.strong && other.strong:
		return conflict, true
	case m.trades && other.trades:
		return otherTrade, true
	case (m.trades || m.commons) && (other.trades || other.commons):
		return otherCommon, true
	}
	return crossed, (m.strong || m.trades || m.commons) && (other.strong || other.trades || other.commons)
}

// small tells whether a word is a "the" before a name, or a filler between words that
// are left over, too.
func (s *side) small(at int) bool {
	if s.r.tokens[at].class != filler {
		return false
	}
	leftOver := func(i int) bool {
		return i >= 0 && i < len(s.r.tokens) && s.by[i] == open && s.r.tokens[i].class < filler
	}
	return at == 0 && s.r.tokens[0].raw == "the" || leftOver(at-1) || leftOver(at+1)
}

func (s *side) firstMatched() int {
	for i := range s.r.tokens {
		if s.by[i] != open && s.r.tokens[i].class < form {
			return i
		}
	}
	return len(s.r.tokens)
}

func (s *side) lastMatched() int {
	for i := len(s.r.tokens) - 1; i >= 0; i-- {
		if s.by[i] != open && s.r.tokens[i].class < form {
			return i
		}
	}
	return -1
}

// complete tells whether the other name ends as names of whole companies do.
func (s *side) complete() bool {
	for j := len(s.other.tokens) - 1; j >= 0; j-- {
		if s.other.tokens[j].class < filler && !s.other.tokens[j].aside {
			return s.other.tokens[j].class == corporate && s.with[j] != open
		}
	}
	return false
}

// whole tells whether every word that counts of the other name has its counterpart, and
// how many there are.
func (s *side) whole() (count int, all bool) {
	for j := range s.other.tokens {
		if s.other.tokens[j].class >= filler {
			continue
		}
		if s.with[j] == open {
			return 0, false
		}
		count++
	}
	return count, true
}

// apart tells whether a word's part of the name, behind a comma or aside, has nothing in
// common with the other name.
func (s *side) apart(at int) bool {
	t := &s.r.tokens[at]
	if t.part == 0 {
		return false
	}
	for i := range s.r.tokens {
		if s.r.tokens[i].part == t.part && s.by[i] != open && s.r.tokens[i].class < form {
			return false
		}
	}
	return true
}

// extra is the difference that a word makes which only one name has.
func (s *side) extra(at, last int) difference {
	t := &s.r.tokens[at]
	apart := t.aside || s.apart(at)
	switch {
	case t.behind && t.class < filler && !(t.class == number && t.raw == t.text) && t.class != region:
		return extraAside
	case t.behind && t.class == region:
		return extraPlaceAside
	case apart && (t.class == place || t.class == region && t.bracket):
		return extraPlaceAside
	case apart && (t.class == rare || t.class == plain || t.class == number && t.raw != t.text && t.raw[0] > '9' && len(t.raw) > 2):
		return extraAside
	case t.class == place && s.first(at):
		return extraRare
	case at > last && last >= 0 && (t.class == rare || t.class == plain) && !s.joined(at):
		if _, all := s.whole(); all {
			if t.class == plain {
				return extraPlain
			}
			return extraTail
		}
	}
	return extras[t.class]
}

// first tells whether a word is the first that counts.
func (s *side) first(at int) bool {
	for i := range at {
		if s.r.tokens[i].class < filler {
			return false
		}
	}
	return true
}

// joined tells whether "and" stands before a word.
func (s *side) joined(at int) bool {
	return at > 0 && s.r.tokens[at-1].raw == "and" || at > 0 && s.r.tokens[at-1].text == "and"
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
