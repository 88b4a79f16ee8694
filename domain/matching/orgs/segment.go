package orgs

import "github.com/google/uuid"

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
	customers []customer
	byID      map[uuid.UUID]int32
	found     postings
}

func makeSegment(r *Rules, parties []Party) *segment {
	s := &segment{customers: make([]customer, len(parties)), byID: make(map[uuid.UUID]int32, len(parties))}
	var all collector
	for i := range parties {
		s.customers[i] = r.customer(&parties[i])
		s.byID[parties[i].ID] = int32(i)
		all.begin(int32(i))
		r.stored(&s.customers[i], all.add)
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

func (c *collector) begin(party int32) { c.party, c.from = party, len(c.postings) }

func (c *collector) add(l lookup) {
	for i := len(c.postings) - 1; i >= c.from; i-- {
		if c.postings[i].lookup == l {
			return
		}
	}
	c.postings = append(c.postings, collected{l, c.party})
}
