package orgs

// note is one difference that was found, with the word that it is about.
type note struct {
	what difference
	word string
	side int // 0: the organization's, 1: the customer's
}

// What became of a word.
const (
	open    int8 = -1 // it has no counterpart yet
	excused int8 = -2 // it needs none
	grouped int8 = -3 // its counterpart are several words, or a part of one
)

// alignment sets the words of an organization's name against those of a customer's. It
// is used again for each pair.
type alignment struct {
	rules *Rules
	// df tells how many customers have a word of the organization, by its position.
	df    []int
	a, b  *reading
	byA   [mostTokens]int8 // position in b, or what became of it
	byB   [mostTokens]int8
	notes []note
	// weight is what the equal words tell.
	weight float64
	// weak tells that a slip, an acronym or the like was needed.
	weak bool
	// bare tells that every word of both names that says something has its counterpart.
	bare bool
}

func (g *alignment) note(d difference, word string) { g.extra(0, d, word) }

func (g *alignment) extra(side int, d difference, word string) {
	g.notes = append(g.notes, note{d, word, side})
}

// align finds the differences between a and b.
func (g *alignment) align(a, b *reading) {
	g.a, g.b, g.notes, g.weight, g.weak = a, b, g.notes[:0], 0, false
	for i := range a.tokens {
		g.byA[i] = open
	}
	for j := range b.tokens {
		g.byB[j] = open
	}
	g.equal()
	g.orderOf()
	if a.part || b.part {
		g.note(part, "")
	}
	if a.alias || b.alias {
		g.note(alias, "")
	}
	if g.settled() {
		return
	}
	g.join()
	g.acronyms()
	g.alike()
	g.cut()
	g.leftovers()
}

// settled tells whether every word that counts has its counterpart, and notes the others.
func (g *alignment) settled() bool {
	if g.covered() {
		g.leftovers()
		return true
	}
	return false
}

// covered tells whether no word that counts is left over.
func (g *alignment) covered() bool {
	for i := range g.a.tokens {
		if g.byA[i] == open && g.a.tokens[i].class < form {
			return false
		}
	}
	for j := range g.b.tokens {
		if g.byB[j] == open && g.b.tokens[j].class < form {
			return false
		}
	}
	return true
}

// equal pairs words that are the same.
func (g *alignment) equal() {
	for i := range g.a.tokens {
		x := &g.a.tokens[i]
		for j := range g.b.tokens {
			y := &g.b.tokens[j]
			if g.byB[j] != open || x.hash != y.hash || x.text != y.text || (x.class == form) != (y.class == form) {
				continue
			}
			g.byA[i], g.byB[j] = int8(j), int8(i)
			g.weight += g.worth(i)
			if x.raw != y.raw && x.class < filler {
				g.note(plural, x.raw)
			}
			break
		}
	}
}

// worth is how much a word of the organization tells: less if many customers have it.
func (g *alignment) worth(i int) float64 {
	w := g.rules.weights[g.a.tokens[i].class]
	if g.a.alone && g.a.tokens[i].class == place {
		w = max(w, g.rules.lines.Alone)
	}
	for n := g.df[i]; n > 1; n /= 2 {
		w *= g.rules.lines.Common
	}
	return w
}

// orderOf notes whether equal words stand in another order.
func (g *alignment) orderOf() {
	last := int8(-1)
	for i := range g.a.tokens {
		if g.a.tokens[i].class >= filler || g.byA[i] < 0 || g.b.tokens[g.byA[i]].aside != g.a.tokens[i].aside {
			continue
		}
		if g.byA[i] < last {
			g.note(order, "")
			return
		}
		last = g.byA[i]
	}
}
