package orgs

import (
	"math/bits"
	"slices"

	"github.com/google/uuid"
)

// Matches are the verdicts of all organizations of a workspace, kept current while
// customers change. What Change gives is what Match would give, for the work of the
// organizations that the change concerns. It is used by one goroutine.
type Matches struct {
	matcher  *matcher
	verdicts []Verdict
	// asked tells who looks for what, words who has which word, pointed whom evidence
	// points to a customer.
	asked, words postings
	pointed      map[uuid.UUID][]int32
}

// NewMatches matches all organizations, as Match does.
func NewMatches(x *Index, organizations []Party, taken map[uuid.UUID]uuid.UUID, e *Evidence) *Matches {
	b := newBatch(x.rules, organizations, taken, e)
	m := &Matches{matcher: x.matcher(b), verdicts: make([]Verdict, len(organizations)), pointed: make(map[uuid.UUID][]int32)}
	var asked, words collector
	for i := range b.all {
		o := &b.all[i]
		m.verdicts[i] = m.matcher.verdict(i)
		asked.collect(int32(i), func(use func(lookup)) { x.rules.asked(o, use) })
		words.collect(int32(i), o.words)
		for _, own := range b.evidence.owned[o.id] {
			m.pointed[own.customer] = append(m.pointed[own.customer], int32(i))
		}
		for _, id := range b.evidence.confirmed[o.names[0].key] {
			m.pointed[id] = append(m.pointed[id], int32(i))
		}
	}
	m.asked, m.words = makePostings(asked.postings), makePostings(words.postings)
	return m
}

// words calls use for the words of an organization, by which their frequency is found.
func (o *organization) words(use func(lookup)) {
	for i := range o.names {
		for j := range o.names[i].readings {
			for k := range o.names[i].readings[j].tokens {
				use(lookupOf(byWord, o.names[i].readings[j].tokens[k].text))
			}
		}
	}
}

// Verdicts are those of all organizations, in their order. They must not be changed.
func (m *Matches) Verdicts() []Verdict { return m.verdicts }

// Change adds customers or changes them by their ids, and removes others. It gives the
// positions of the organizations that were matched again, in order.
func (m *Matches) Change(changed []Party, removed []uuid.UUID) []int {
	former := m.matcher.index
	next := former.replace(changed, removed)
	concerned := make(map[int32]struct{})
	ids := slices.Clone(removed)
	for i := range changed {
		ids = append(ids, changed[i].ID)
	}
	claims := m.matcher.claims
	for _, id := range ids {
		m.concern(former, next, id, concerned)
		delete(claims, id)
	}
	m.matcher = &matcher{finder: next.finder(), batch: m.matcher.batch, claims: claims}
	m.claim(ids)
	order := make([]int, 0, len(concerned))
	for i := range concerned {
		order = append(order, int(i))
	}
	slices.Sort(order)
	for _, i := range order {
		m.verdicts[i] = m.matcher.verdict(i)
	}
	return order
}

// concern collects the organizations whose verdict a customer may change: those that
// find it, before or after, and those with a word that became more or less common.
func (m *Matches) concern(former, next *Index, id uuid.UUID, concerned map[int32]struct{}) {
	add := func(i int32) { concerned[i] = struct{}{} }
	for _, i := range m.pointed[id] {
		add(i)
	}
	most := former.rules.limits.Postings
	for _, x := range []*Index{former, next} {
		i := x.number(id)
		if i < 0 {
			continue
		}
		for _, l := range x.at(i).found {
			before, after := former.count(l), next.count(l)
			if min(before, after) <= most {
				m.asked.each(l, add)
			}
			if bits.Len(uint(before)) != bits.Len(uint(after)) {
				m.words.each(l, add)
			}
		}
	}
}

// claim finds out again how many organizations have a name of customers.
func (m *Matches) claim(ids []uuid.UUID) {
	for _, id := range ids {
		if i := m.matcher.index.number(id); i >= 0 {
			if n := m.matcher.batch.bearers(m.matcher.index.at(i)); n > 0 {
				m.matcher.claims[id] = n
			}
		}
	}
}
