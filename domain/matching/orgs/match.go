package orgs

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/google/uuid"
)

// rated is a customer with how near it is, by the two names that are nearest.
type rated struct {
	customer *customer
	score    int
	equal    bool   // the names are equal after normalisation
	covers   bool   // nothing of the organization's name is left over
	within   bool   // nothing of the customer's name is left over
	words    uint32 // of the organization that the customer has, too, as bits
	a, b     *reading
	notes    []note
	lacking  int // what it costs that the equal words tell little
	// What is known beyond names, in words; supported tells that some of it speaks for the
	// customer, confirmed that people did so before.
	evidence             []string
	supported, confirmed bool
	devices              float64 // how sure its devices make of it; 0: they don't
}

// Match gives every organization a verdict, in the order of the organizations; their
// order changes no verdict. Organizations with a saved mapping are not looked at, but
// count: where two have the same name, neither links by it. Organizations that are
// ignored should be left out. Both taken and e may be nil.
func (x *Index) Match(organizations []Party, taken map[uuid.UUID]uuid.UUID, e *Evidence) []Verdict {
	b := newBatch(x.rules, organizations, taken, e)
	m := x.matcher(b)
	verdicts := make([]Verdict, len(organizations))
	for i := range verdicts {
		verdicts[i] = m.verdict(i)
	}
	return verdicts
}

// batch is all organizations of a workspace, understood, with what is known about them.
type batch struct {
	all      []organization
	named    map[string][]int32 // which organizations have a key
	taken    map[uuid.UUID]uuid.UUID
	mapped   map[uuid.UUID]struct{} // customers that a person mapped an organization to
	evidence *evidence
}

func newBatch(r *Rules, organizations []Party, taken map[uuid.UUID]uuid.UUID, e *Evidence) *batch {
	b := &batch{
		all: make([]organization, len(organizations)), named: make(map[string][]int32, len(organizations)),
		taken: taken, mapped: make(map[uuid.UUID]struct{}, len(taken)), evidence: r.evidence(e),
	}
	for i := range organizations {
		b.all[i] = r.organization(&organizations[i])
		for _, n := range b.all[i].names {
			if n.key != "" {
				b.named[n.key] = append(b.named[n.key], int32(i))
			}
		}
	}
	for _, customer := range taken {
		b.mapped[customer] = struct{}{}
	}
	return b
}

// bearers counts the organizations that have a name of a customer.
func (b *batch) bearers(c *customer) int {
	if len(c.names) == 1 {
		return distinct(b.named[c.names[0].key])
	}
	var all []int32
	for i := range c.names {
		all = append(all, b.named[c.names[i].key]...)
	}
	slices.Sort(all)
	return distinct(all)
}

// distinct counts the different numbers of a sorted list.
func distinct(sorted []int32) int {
	n := 0
	for i := range sorted {
		if i == 0 || sorted[i] != sorted[i-1] {
			n++
		}
	}
	return n
}

// matcher matches the organizations of a batch with the customers of an index. It is
// used by one goroutine.
type matcher struct {
	*finder
	batch *batch
	// claims are how many organizations have a customer's name. They follow from that
	// customer and the organizations, whatever other customers there are.
	claims map[uuid.UUID]int
}

func (x *Index) matcher(b *batch) *matcher {
	m := &matcher{finder: x.finder(), batch: b, claims: make(map[uuid.UUID]int)}
	for key := range b.named {
		x.each(lookupOf(byKey, key), func(c int32) {
			if id := x.at(c).id; m.claims[id] == 0 {
				m.claims[id] = b.bearers(x.at(c))
			}
		})
	}
	return m
}

func (m *matcher) verdict(i int) Verdict {
	o := &m.batch.all[i]
	if _, decided := m.batch.taken[o.id]; decided {
		return saved(o)
	}
	return m.conclude(o, m.rate(o))
}

// saved is the verdict about an organization of which a person decided.
func saved(o *organization) Verdict {
	return Verdict{Organization: o.id, Outcome: Saved, Reason: "mapped by a person"}
}

// rate compares an organization with all who may be it, the nearest first.
func (m *matcher) rate(o *organization) []rated {
	var near []rated
	m.frequencies(o)
	for _, i := range m.candidates(o, m.batch.evidence) {
		if one, listed := m.rateOne(o, m.index.at(i)); listed {
			near = append(near, one)
		}
	}
	slices.SortFunc(near, nearest)
	return near
}

// rateOne compares an organization, of which the frequencies are known, with one
// customer; listed tells whether that is near enough to be listed.
func (m *matcher) rateOne(o *organization, c *customer) (one rated, listed bool) {
	x, e := m.index, m.batch.evidence
	if e.isRejected(o, c) {
		return one, false
	}
	one = m.compare(o, c)
	_, mapped := m.batch.mapped[c.id]
	if !one.equal && (mapped || m.claims[c.id] > 0) {
		one.score -= x.rules.costs[claimed]
		one.notes = append(one.notes, note{what: claimed})
	}
	e.weigh(o, &one, x)
	return one, one.score >= x.rules.lines.List
}

// nearest is the order in which customers are listed.
func nearest(a, b rated) int {
	return cmp.Or(cmp.Compare(b.rank(), a.rank()), bytes.Compare(a.customer.id[:], b.customer.id[:]))
}

// rank is the order of candidates: of equal names, those that something else speaks for
// come first.
func (r *rated) rank() int {
	rank := 4 * r.score
	if r.supported {
		rank++
	}
	if r.confirmed {
		rank += 2
	}
	return rank
}

// compare sets each reading of two parties' names against each other and keeps the best.
func (f *finder) compare(o *organization, c *customer) rated {
	best := rated{customer: c, score: -1}
	for i := range o.names {
		for j := range c.names {
			if o.names[i].key != "" && o.names[i].key == c.names[j].key {
				return rated{customer: c, score: 100, equal: true}
			}
		}
	}
	number := 0
	for i := range o.names {
		for k := range o.names[i].readings {
			a := &o.names[i].readings[k]
			f.aligned.df = f.df[number]
			number++
			for j := range c.names {
				for l := range c.names[j].readings {
					b := &c.names[j].readings[l]
					f.aligned.align(a, b)
					if score := min(f.aligned.score(), 99); score > best.score {
						best.score, best.a, best.b, best.notes = score, a, b, append(best.notes[:0], f.aligned.notes...)
						best.lacking = f.aligned.lacking()
						best.covers, best.within, best.words = f.aligned.covers()
					}
				}
			}
		}
	}
	best.score = max(best.score, 0)
	return best
}
