package orgs

import "math/bits"

// posting says that a party is found by a lookup; hash is the part of the lookup that
// its bucket does not tell.
type posting struct {
	hash  uint32
	party int32
}

// postings find parties by lookups. They are a table of buckets in one piece of memory:
// its size grows with the number of postings alone.
type postings struct {
	shift  uint
	starts []uint32
	all    []posting
}

// collected is a posting before it has its place.
type collected struct {
	lookup lookup
	party  int32
}

func makePostings(from []collected) postings {
	size := uint(max(bits.Len(uint(len(from))), 4))
	p := postings{shift: 64 - size, starts: make([]uint32, 1<<size+1), all: make([]posting, len(from))}
	for _, c := range from {
		p.starts[uint64(c.lookup)>>p.shift+1]++
	}
	for i := range len(p.starts) - 1 {
		p.starts[i+1] += p.starts[i]
	}
	next := make([]uint32, len(p.starts))
	copy(next, p.starts)
	for _, c := range from {
		at := uint64(c.lookup) >> p.shift
		p.all[next[at]] = posting{uint32(c.lookup), c.party}
		next[at]++
	}
	return p
}

// bucket holds the postings of a lookup, and of others that have another hash.
func (p *postings) bucket(l lookup) []posting {
	at := uint64(l) >> p.shift
	return p.all[p.starts[at]:p.starts[at+1]]
}

// each calls use for the parties that are found by a lookup.
func (p *postings) each(l lookup, use func(party int32)) {
	for _, one := range p.bucket(l) {
		if one.hash == uint32(l) {
			use(one.party)
		}
	}
}

// count is how many parties are found by a lookup.
func (p *postings) count(l lookup) int {
	n := 0
	for _, one := range p.bucket(l) {
		if one.hash == uint32(l) {
			n++
		}
	}
	return n
}
