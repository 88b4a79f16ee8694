package orgs

import (
	"cmp"
	"slices"

	"github.com/google/uuid"
)

// customer is a customer understood.
type customer struct {
	organization
	found []lookup // by which it is found, each once
}

// organization is an organization understood.
type organization struct {
	id      uuid.UUID
	names   []name
	domains []string
	city    string
}

func (r *Rules) organization(p *Party) organization {
	return organization{id: p.ID, names: r.lexicon.read(p), domains: r.ownDomains(p.Domains), city: r.city(p.City)}
}

func (r *Rules) customer(p *Party) *customer {
	c := &customer{organization: r.organization(p)}
	r.stored(&c.organization, func(l lookup) { c.found = append(c.found, l) })
	slices.Sort(c.found)
	c.found = slices.Clip(slices.Compact(c.found))
	return c
}

// segment is a number of customers and where they are found.
type segment struct {
	customers []*customer
	byID      map[uuid.UUID]int32
	found     postings
}

func makeSegment(customers []*customer) *segment {
	s := &segment{customers: customers, byID: make(map[uuid.UUID]int32, len(customers))}
	size := 0
	for _, c := range customers {
		size += len(c.found)
	}
	all := make([]collected, 0, size)
	for i, c := range customers {
		s.byID[c.id] = int32(i)
		for _, l := range c.found {
			all = append(all, collected{l, int32(i)})
		}
	}
	s.found = makePostings(all)
	return s
}

// collector collects the lookups of one party after another, each once.
type collector struct {
	postings []collected
	party    int32
	from     int // where those of the party begin
}

// collect takes what a party gives.
func (c *collector) collect(party int32, give func(use func(lookup))) {
	c.party, c.from = party, len(c.postings)
	give(c.add)
	own := c.postings[c.from:]
	slices.SortFunc(own, func(a, b collected) int { return cmp.Compare(a.lookup, b.lookup) })
	c.postings = c.postings[:c.from+len(slices.Compact(own))]
}

func (c *collector) add(l lookup) { c.postings = append(c.postings, collected{l, c.party}) }
