package orgs

import (
	"slices"
	"strings"

	"coresync/domain/matching"

	"github.com/google/uuid"
)

// Index holds the customers of a workspace, ready to be looked up. It is never changed
// after it was made and may be used by many at once.
type Index struct {
	rules *Rules
	// base holds most customers, late those that were changed since it was made; gone are
	// those of base that count no more.
	base, late *segment
	gone       gone
}

// mostLate is how many changed customers an index has before it is made anew.
const mostLate = 64

// NewIndex prepares the customers. Their order doesn't matter.
func NewIndex(r *Rules, customers []Party) *Index {
	all := make([]*customer, len(customers))
	for i := range customers {
		all[i] = r.customer(&customers[i])
	}
	return makeIndex(r, all)
}

func makeIndex(r *Rules, customers []*customer) *Index {
	return &Index{rules: r, base: makeSegment(customers), late: makeSegment(nil)}
}

// With is the index with customers added or changed, by their ids. It shares memory with
// the former, which stays as it is.
func (x *Index) With(changed ...Party) *Index {
	return x.replace(changed, nil)
}

// Without is the index without some customers. It shares memory with the former, which
// stays as it is.
func (x *Index) Without(ids ...uuid.UUID) *Index {
	return x.replace(nil, ids)
}

func (x *Index) replace(changed []Party, removed []uuid.UUID) *Index {
	if len(changed)+len(removed) == 0 {
		return x
	}
	next := &Index{rules: x.rules, base: x.base, gone: x.gone.clone(len(x.base.customers))}
	late := slices.Clone(x.late.customers)
	drop := func(id uuid.UUID) {
		if i, ok := x.base.byID[id]; ok {
			next.gone.add(i)
		}
		late = slices.DeleteFunc(late, func(c *customer) bool { return c.id == id })
	}
	for i := range changed {
		drop(changed[i].ID)
		late = append(late, x.rules.customer(&changed[i]))
	}
	for _, id := range removed {
		drop(id)
	}
	next.late = makeSegment(late)
	return next.tidy()
}

// tidy is the same index made anew where much has changed since it was made.
func (x *Index) tidy() *Index {
	if max(x.gone.count, len(x.late.customers)) <= mostLate {
		return x
	}
	all := slices.Clone(x.late.customers)
	for i, c := range x.base.customers {
		if !x.gone.has(int32(i)) {
			all = append(all, c)
		}
	}
	return makeIndex(x.rules, all)
}

func (x *Index) size() int { return len(x.base.customers) + len(x.late.customers) }

// at is the customer of a number; those of late come behind those of base.
func (x *Index) at(i int32) *customer {
	if n := int32(len(x.base.customers)); i >= n {
		return x.late.customers[i-n]
	}
	return x.base.customers[i]
}

// number is a customer's number; -1 where there is none of the id.
func (x *Index) number(id uuid.UUID) int32 {
	if i, ok := x.late.byID[id]; ok {
		return int32(len(x.base.customers)) + i
	}
	if i, ok := x.base.byID[id]; ok && !x.gone.has(i) {
		return i
	}
	return -1
}

// each calls use for the customers that are found by a lookup.
func (x *Index) each(l lookup, use func(int32)) {
	for _, p := range x.base.found.bucket(l) {
		if p.hash == uint32(l) && !x.gone.has(p.party) {
			use(p.party)
		}
	}
	if n := int32(len(x.base.customers)); len(x.late.customers) > 0 {
		x.late.found.each(l, func(i int32) { use(n + i) })
	}
}

// count is how many customers are found by a lookup.
func (x *Index) count(l lookup) int {
	n := x.late.found.count(l)
	for _, p := range x.base.found.bucket(l) {
		if p.hash == uint32(l) && !x.gone.has(p.party) {
			n++
		}
	}
	return n
}

// gone is a set of customers' numbers, as bits.
type gone struct {
	bits  []uint64
	count int
}

func (g *gone) has(i int32) bool { return g.count > 0 && g.bits[i/64]>>(i%64)&1 == 1 }

func (g *gone) add(i int32) {
	if !g.has(i) {
		g.bits[i/64] |= 1 << (i % 64)
		g.count++
	}
}

func (g *gone) clone(size int) gone {
	bits := make([]uint64, size/64+1)
	copy(bits, g.bits)
	return gone{bits, g.count}
}

// ownDomains are domains that can tell a party from others.
func (r *Rules) ownDomains(domains []string) []string {
	var own []string
	for _, domain := range domains {
		domain = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(domain), "@"))
		if _, free := r.freeMail[domain]; !free && domain != "" {
			own = append(own, domain)
		}
	}
	return own
}

func (r *Rules) city(city string) string {
	var words matching.Rules
	return words.Key(city)
}
