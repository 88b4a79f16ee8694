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
	changed    []Party
	gone       map[uuid.UUID]struct{}
}

// mostLate is how many changed customers an index has before it is made anew.
const mostLate = 64

// NewIndex prepares the customers. Their order doesn't matter.
func NewIndex(r *Rules, customers []Party) *Index {
	return &Index{rules: r, base: makeSegment(r, customers), late: makeSegment(r, nil)}
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
	next := &Index{rules: x.rules, base: x.base, gone: make(map[uuid.UUID]struct{}, len(x.gone)+len(changed)+len(removed))}
	for id := range x.gone {
		next.gone[id] = struct{}{}
	}
	next.changed = slices.Clone(x.changed)
	drop := func(id uuid.UUID) {
		next.gone[id] = struct{}{}
		next.changed = slices.DeleteFunc(next.changed, func(p Party) bool { return p.ID == id })
	}
	for i := range changed {
		drop(changed[i].ID)
	}
	for _, id := range removed {
		drop(id)
	}
	next.changed = append(next.changed, changed...)
	next.late = makeSegment(x.rules, next.changed)
	return next.tidy()
}

// tidy is the same index made anew where much has changed since it was made.
func (x *Index) tidy() *Index {
	if len(x.gone) <= mostLate {
		return x
	}
	parties := slices.Clone(x.changed)
	for i := range x.base.parties {
		if _, gone := x.gone[x.base.parties[i].ID]; !gone {
			parties = append(parties, x.base.parties[i])
		}
	}
	return NewIndex(x.rules, parties)
}

func (x *Index) size() int { return len(x.base.customers) + len(x.late.customers) }

// at is the customer of a number; those of late come behind those of base.
func (x *Index) at(i int32) *customer {
	if n := int32(len(x.base.customers)); i >= n {
		return &x.late.customers[i-n]
	}
	return &x.base.customers[i]
}

// number is a customer's number; -1 where there is none of the id.
func (x *Index) number(id uuid.UUID) int32 {
	if i, ok := x.late.byID[id]; ok {
		return int32(len(x.base.customers)) + i
	}
	if _, gone := x.gone[id]; gone {
		return -1
	}
	if i, ok := x.base.byID[id]; ok {
		return i
	}
	return -1
}

// each calls use for the customers that are found by a lookup.
func (x *Index) each(l lookup, use func(int32)) {
	if len(x.gone) == 0 {
		x.base.found.each(l, use)
	} else {
		x.base.found.each(l, func(i int32) {
			if _, gone := x.gone[x.base.customers[i].id]; !gone {
				use(i)
			}
		})
	}
	if n := int32(len(x.base.customers)); len(x.late.customers) > 0 {
		x.late.found.each(l, func(i int32) { use(n + i) })
	}
}

// count is how many customers are found by a lookup.
func (x *Index) count(l lookup) int {
	if len(x.gone) == 0 {
		return x.base.found.count(l)
	}
	n := 0
	x.each(l, func(int32) { n++ })
	return n
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
