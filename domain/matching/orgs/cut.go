package orgs

import "strings"

// cut notes where one name is the beginning of the other, as if cut off.
func (g *alignment) cut() {
	if g.covered() {
		return
	}
	if g.cutOff(g.a, g.b, g.byA[:], g.byB[:]) {
		return
	}
	g.cutOff(g.b, g.a, g.byB[:], g.byA[:])
}

// shortestAll is how many letters are left at least of a name that was cut.
const shortestAll = 12

func (g *alignment) cutOff(short, long *reading, byShort, byLong []int8) bool {
	if len(short.all) < shortestAll || len(short.all) >= len(long.all) || short.all[0] != long.all[0] || !strings.HasPrefix(long.all, short.all) {
		return false
	}
	if end := &short.tokens[len(short.tokens)-1]; end.class == form || end.class == number && byShort[len(short.tokens)-1] == open {
		return false // "Fund V" is not "Fund VI" cut off
	}
	for i := range short.tokens {
		if short.tokens[i].aside && short.tokens[i].counts() {
			return false
		}
	}
	at := 0
	for j := range long.tokens {
		if long.tokens[j].aside || long.tokens[j].class == form {
			continue
		}
		if at += len(long.tokens[j].raw); at == len(short.all) {
			return false // it ends with a word
		}
		if at > len(short.all) && byLong[j] == open {
			byLong[j] = excused
		}
	}
	for i := range short.tokens {
		if byShort[i] == open {
			byShort[i] = grouped
			if short == g.a {
				g.weight += g.worth(i)
			}
		}
	}
	g.note(g.rules.cutAt(short.length), "")
	return true
}

// cutAt tells whether systems cut names at a length.
func (r *Rules) cutAt(characters int) difference {
	for _, length := range r.limits.Truncated {
		if characters <= length && characters >= length-r.limits.TruncatedSlack {
			return truncated
		}
	}
	return cutElsewhere
}
