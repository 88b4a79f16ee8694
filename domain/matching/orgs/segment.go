package orgs

import (
	"cmp"
	"slices"

	"github.com/google/uuid"
)

// customer is a customer understood.
type customer struct {
	id      uuid.UUID
	names   []name
	domains []string
	city    string
}

// organization is an organization understood.
type organization struct {
	id      uuid.UUID
	names   []name
	domains []string
	city    string
}

func (r *Rules) customer(p *Party) customer {
	return customer{id: p.ID, names: r.lexicon.read(p), domains: r.ownDomains(p.Domains), city: r.city(p.City)}
}

func (r *Rules) organization(p *Party) organization {
	return organization(r.customer(p))
}

// segment is a number of customers and where they are found.
type segment struct {
	parties   []Party
	customers []customer
	byID      map[uuid.UUID]int32
	found     postings
}

func makeSegment(r *Rules, parties []Party) *segment {
	s := &segment{parties: parties, customers: make([]customer, len(parties)), byID: make(map[uuid.UUID]int32, len(parties))}
	var all collector
	for i := range parties {
		s.customers[i] = r.customer(&parties[i])
		s.byID[parties[i].ID] = int32(i)
		all.collect(int32(i), func(use func(lookup)) { r.stored(&s.customers[i], use) })
	}
	s.found = makePostings(all.postings)
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
