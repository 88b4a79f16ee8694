package orgs

import (
	"slices"

	"github.com/google/uuid"
)

// Matches are the verdicts of all organizations of a workspace, kept current while
// customers change. What Change gives is what Match would give, for the work of the
// pairs that the change concerns: of each organization the customers that are near it
// are remembered, so only the changed ones are compared with it again. It is used by
// one goroutine.
type Matches struct {
	matcher  *matcher
	verdicts []Verdict
	near     [][]rated // of each organization, the nearest first
	// asked tells who looks for what, words who has which word, pointed whom evidence
	// points to a customer.
	asked, words postings
	pointed      map[uuid.UUID][]int32
}

// NewMatches matches all organizations, as Match does.
func NewMatches(x *Index, organizations []Party, taken map[uuid.UUID]uuid.UUID, e *Evidence) *Matches {
	b := newBatch(x.rules, organizations, taken, e)
	m := &Matches{
		matcher: x.matcher(b), verdicts: make([]Verdict, len(b.all)), near: make([][]rated, len(b.all)), pointed: make(map[uuid.UUID][]int32),
	}
	var asked, words collector
	for i := range b.all {
		o := &b.all[i]
		if _, decided := b.taken[o.id]; decided {
			m.verdicts[i] = saved(o)
			continue // no customer concerns it
		}
		m.rateAll(i)
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

// Index holds the customers as they are now.
func (m *Matches) Index() *Index { return m.matcher.index }

// Change adds customers or changes them by their ids, and removes others. It gives the
// positions of the organizations whose verdicts were made again, in order.
func (m *Matches) Change(changed []Party, removed []uuid.UUID) []int {
	former := m.matcher.index
	next := former.replace(changed, removed)
	ids := slices.Clone(removed)
	for i := range changed {
		ids = append(ids, changed[i].ID)
	}
	m.matcher = &matcher{finder: next.finder(), batch: m.matcher.batch, claims: m.matcher.claims}
	m.claim(ids)
	concerned := m.concerned(former, next, ids)
	var again []int
	for _, i := range concerned.organizations() {
		pairs, some := concerned.pairs[i]
		if _, all := concerned.wholly[i]; all {
			m.rateAll(int(i))
		} else if !some || !m.rateAgain(int(i), pairs) {
			continue
		}
		again = append(again, int(i))
	}
	return again
}

// rateAll compares an organization with all who may be it.
func (m *Matches) rateAll(i int) {
	o := &m.matcher.batch.all[i]
	m.near[i] = m.matcher.rate(o)
	m.verdicts[i] = m.matcher.conclude(o, m.near[i])
}

// rateAgain compares an organization with some customers alone, and takes out those that
// are no candidates any more. It tells whether any of them was or is near.
func (m *Matches) rateAgain(i int, pairs []pairing) bool {
	o := &m.matcher.batch.all[i]
	m.matcher.frequencies(o)
	near, touched := slices.Clone(m.near[i]), false
	for _, p := range pairs {
		if at := slices.IndexFunc(near, func(r rated) bool { return r.customer.id == p.customer }); at >= 0 {
			near, touched = slices.Delete(near, at, at+1), true
		}
		number := m.matcher.index.number(p.customer)
		if !p.candidate || number < 0 {
			continue
		}
		if one, listed := m.matcher.rateOne(o, m.matcher.index.at(number)); listed {
			at, _ := slices.BinarySearchFunc(near, one, nearest)
			near, touched = slices.Insert(near, at, one), true
		}
	}
	if touched {
		m.near[i], m.verdicts[i] = near, m.matcher.conclude(o, near)
	}
	return touched
}

// claim finds out again how many organizations have a name of customers.
func (m *Matches) claim(ids []uuid.UUID) {
	for _, id := range ids {
		delete(m.matcher.claims, id)
		if i := m.matcher.index.number(id); i >= 0 {
			if n := m.matcher.batch.bearers(m.matcher.index.at(i)); n > 0 {
				m.matcher.claims[id] = n
			}
		}
	}
}
