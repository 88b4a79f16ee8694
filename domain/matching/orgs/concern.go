package orgs

import (
	"maps"
	"math/bits"
	"slices"

	"github.com/google/uuid"
)

// pairing is a changed customer, to be compared with an organization again; candidate
// tells whether the organization finds it now.
type pairing struct {
	customer  uuid.UUID
	candidate bool
}

// concern is what a change of customers concerns: pairs for the most part. Wholly
// concerned are organizations whose other candidates may count differently, too.
type concern struct {
	pairs  map[int32][]pairing
	wholly map[int32]struct{}
}

func (m *Matches) concerned(former, next *Index, ids []uuid.UUID) *concern {
	c := &concern{pairs: make(map[int32][]pairing), wholly: make(map[int32]struct{})}
	for _, id := range ids {
		for _, x := range []*Index{former, next} {
			if i := x.number(id); i >= 0 {
				m.find(former, next, x.at(i), x == next, c)
			}
		}
		for _, i := range m.pointed[id] {
			c.pair(i, id, next.number(id) >= 0)
		}
	}
	return c
}

// find collects the organizations that look for what a customer is found by, before or
// after (isNext); wholly those with a word that became more or less common, those for
// which others are found by it or no longer, and those that had an e-mail domain in common
// with one customer alone, or have it now.
func (m *Matches) find(former, next *Index, one *customer, isNext bool, c *concern) {
	most := former.rules.limits.Postings
	for _, l := range one.found {
		before, after := former.count(l), next.count(l)
		if (before <= most) != (after <= most) {
			m.asked.each(l, c.whole)
		} else if after <= most {
			m.asked.each(l, func(i int32) { c.pair(i, one.id, isNext) })
		}
		if bits.Len(uint(before)) != bits.Len(uint(after)) {
			m.words.each(l, c.whole)
		}
	}
	for _, domain := range one.domains {
		l := lookupOf(byDomain, domain)
		if (former.count(l) > 1) != (next.count(l) > 1) {
			m.asked.each(l, c.whole)
		}
	}
}

func (c *concern) whole(i int32) { c.wholly[i] = struct{}{} }

// pair notes that a customer is to be compared with an organization again.
func (c *concern) pair(i int32, customer uuid.UUID, candidate bool) {
	pairs := c.pairs[i]
	if n := len(pairs) - 1; n >= 0 && pairs[n].customer == customer {
		pairs[n].candidate = pairs[n].candidate || candidate
		return
	}
	c.pairs[i] = append(pairs, pairing{customer, candidate})
}

// organizations are all that are concerned, in order.
func (c *concern) organizations() []int32 {
	all := maps.Clone(c.wholly)
	for i := range c.pairs {
		all[i] = struct{}{}
	}
	return slices.Sorted(maps.Keys(all))
}
