package orgs

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// weighing says what evidence beyond names is worth.
type weighing struct {
	// Domain is the share that is right of those who have an e-mail domain in common that
	// no other customer has; SharedDomain where others have it, or where the names show
	// two companies.
	Domain       float64 `json:"domain"`
	SharedDomain float64 `json:"shared_domain"`
	// DomainShare is the share of a party's people, of those whose domain is known, that
	// a domain needs to be the party's own.
	DomainShare float64 `json:"domain_share"`
	// Devices is the share of an organization's devices from which they count.
	Devices float64 `json:"devices"`
	// SameCity is added, OtherCity taken off.
	SameCity  int `json:"same_city"`
	OtherCity int `json:"other_city"`
	// Confirmed is the score of what people did before with the name.
	Confirmed int `json:"confirmed"`
}

// owned is how many of an organization's devices belong to a customer.
type owned struct {
	customer uuid.UUID
	devices  int
}

// evidence is Evidence by what it is looked up by.
type evidence struct {
	weighing
	owned     map[uuid.UUID][]owned // by organization
	devices   map[uuid.UUID]int
	confirmed map[string][]uuid.UUID // by key of the organization's name
	rejected  map[string][]uuid.UUID
}

func (r *Rules) evidence(given *Evidence) *evidence {
	e := &evidence{weighing: r.weighing}
	if given == nil {
		return e
	}
	e.devices, e.owned = given.OrgDevices, make(map[uuid.UUID][]owned)
	for pair, n := range given.Devices {
		e.owned[pair.Organization] = append(e.owned[pair.Organization], owned{pair.Customer, n})
	}
	e.confirmed, e.rejected = r.decided(given.Confirmed), r.decided(given.Rejected)
	return e
}

func (r *Rules) decided(pairs []NamePair) map[string][]uuid.UUID {
	by := make(map[string][]uuid.UUID, len(pairs))
	for _, p := range pairs {
		if key := r.lexicon.names.Key(p.Name); key != "" {
			by[key] = append(by[key], p.Customer)
		}
	}
	return by
}

// pointed calls use for the customers that evidence points to without any name.
func (e *evidence) pointed(o *organization, x *Index, use func(int32)) {
	for _, own := range e.owned[o.id] {
		if i := x.number(own.customer); i >= 0 {
			use(i)
		}
	}
	for _, id := range e.confirmed[o.names[0].key] {
		if i := x.number(id); i >= 0 {
			use(i)
		}
	}
}

// rejectedBy tells whether people said that an organization of this name isn't the customer.
func (e *evidence) isRejected(o *organization, c *customer) bool {
	return has(e.rejected[o.names[0].key], c.id)
}

func has(ids []uuid.UUID, id uuid.UUID) bool {
	for _, other := range ids {
		if other == id {
			return true
		}
	}
	return false
}

// weigh changes a score by what is known beyond names.
func (e *evidence) weigh(o *organization, r *rated, x *Index) {
	r.score += e.city(o, r, x.rules)
	if share, text := e.devicesOf(o, r.customer); share > 0 {
		r.devices = share
		r.support(share, text)
	}
	if domain, others := sharedDomain(o, r.customer, x); domain != "" {
		worth := e.Domain
		if others || r.contradicted() {
			worth = e.SharedDomain
		}
		r.support(worth, "the e-mail domain "+domain)
	}
	if has(e.confirmed[o.names[0].key], r.customer.id) {
		r.confirmed = true
		r.evidence = append(r.evidence, "an organization of this name was mapped to it before")
		r.score = max(r.score, e.Confirmed)
	}
	r.score = min(max(r.score, 0), r.most())
}

// most is the highest score: only an equal name is certain.
func (r *rated) most() int {
	if r.equal {
		return 100
	}
	return 99
}

// support raises a score by a sign that is right by itself in so many of 100 cases.
func (r *rated) support(worth float64, text string) {
	r.supported = true
	r.evidence = append(r.evidence, text)
	r.score = 100 - int(float64(100-r.score)*(1-worth)+0.5)
}

// contradicted tells whether the names are alike but show two companies.
func (r *rated) contradicted() bool {
	for _, n := range r.notes {
		if r.words != 0 && (n.what == conflict || n.what == extraNumber || n.what == extension) {
			return true
		}
	}
	return false
}

// devicesOf is how sure an organization's devices make that it is the customer: the more
// there are, the surer.
func (e *evidence) devicesOf(o *organization, c *customer) (share float64, text string) {
	all := e.devices[o.id]
	for _, own := range e.owned[o.id] {
		if own.customer == c.id && own.devices > 0 {
			all = max(all, own.devices)
			if share = float64(own.devices) / float64(all+1); share >= e.Devices {
				return share, fmt.Sprintf("%d of its %d devices belong to the customer already", own.devices, all)
			}
		}
	}
	return 0, ""
}

// sharedDomain is an e-mail domain that both have, and whether other customers have it, too.
func sharedDomain(o *organization, c *customer, x *Index) (domain string, others bool) {
	for _, domain := range o.domains {
		for _, other := range c.domains {
			if domain == other {
				return domain, x.count(lookupOf(byDomain, domain)) > 1
			}
		}
	}
	return "", false
}

// city is what the cities of both change; a city in the one's name that is the other's
// costs nothing.
func (e *evidence) city(o *organization, r *rated, rules *Rules) int {
	change := 0
	for _, n := range r.notes {
		where := r.customer.city
		if n.side == 1 {
			where = o.city
		}
		switch n.what {
		case extraPlace, extraPlaceAside, extraAside, extraTail, extraPlain, extraRare:
			if where != "" && strings.Contains(" "+where+" ", " "+n.word+" ") {
				change += rules.costs[n.what]
			}
		}
	}
	switch {
	case o.city == "" || r.customer.city == "":
		return change
	case o.city == r.customer.city:
		r.supported = true
		r.evidence = append(r.evidence, "the same city")
		return change + e.SameCity
	}
	r.evidence = append(r.evidence, "another city")
	return change - e.OtherCity
}
