package mapping

import (
	"bytes"
	"slices"
	"strings"

	"coresync/domain/matching/orgs"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// customerParties are the customers. The domains of their contacts count as theirs.
func customerParties(r *orgs.Rules, present map[uuid.UUID]*Customer, domains map[uuid.UUID]map[string]int64) ([]orgs.Party, error) {
	parties := make([]orgs.Party, 0, len(present))
	for _, c := range present {
		p := orgs.Party{ID: c.ID, Name: c.Name, City: c.City}
		if len(c.Domains) > 0 {
			if err := json.Unmarshal(c.Domains, &p.Domains); err != nil {
				return nil, err
			}
		}
		for _, domain := range r.OwnDomains(domains[c.ID]) {
			if !slices.Contains(p.Domains, domain) {
				p.Domains = append(p.Domains, domain)
			}
		}
		parties = append(parties, p)
	}
	return parties, nil
}

// places are where parties stand in the order of their ids.
type places map[uuid.UUID]int

// sortParties brings parties into the order of their ids. The places of the last time
// spare sorting where the parties are the same; they are never changed.
func sortParties(parties []orgs.Party, last places) ([]orgs.Party, places) {
	sorted := make([]orgs.Party, len(parties))
	if last.hold(parties) {
		for i := range parties {
			sorted[last[parties[i].ID]] = parties[i]
		}
		return sorted, last
	}
	copy(sorted, parties)
	slices.SortFunc(sorted, func(a, b orgs.Party) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	now := make(places, len(sorted))
	for i := range sorted {
		now[sorted[i].ID] = i
	}
	return sorted, now
}

// hold tells whether these are the places of just these parties.
func (p places) hold(parties []orgs.Party) bool {
	for i := range parties {
		if _, is := p[parties[i].ID]; !is {
			return false
		}
	}
	return len(p) == len(parties)
}

// take collects the organizations, the decisions about them, and what was decided
// before about organizations of their names. An organization that is mapped already
// counts: a second one of its name is then in doubt.
func (a *question) take(k *known, domains map[uuid.UUID]map[string]int64) error {
	cities := placesOf(k.locations, k.present)
	a.taken = make(map[uuid.UUID]uuid.UUID)
	for _, o := range k.organizations {
		if !o.Observed {
			continue
		}
		rejected, err := o.rejections()
		if err != nil {
			return err
		}
		for _, customer := range rejected {
			a.evidence.Rejected = append(a.evidence.Rejected, orgs.NamePair{Name: o.Name, Customer: customer})
		}
		if _, is := k.present[o.Customer]; o.Decision == DecisionMapped && is {
			a.evidence.Confirmed = append(a.evidence.Confirmed, orgs.NamePair{Name: o.Name, Customer: o.Customer})
		}
		if !o.VanishedAt.IsZero() || o.Decision == DecisionIgnored {
			continue
		}
		if o.Decision == DecisionMapped {
			a.taken[o.ID] = o.Customer
		}
		a.organizations = append(a.organizations, orgs.Party{ID: o.ID, Name: o.Name, City: cities[o.ID], Domains: a.rules.OwnDomains(domains[o.ID])})
	}
	sortPairs(a.evidence.Rejected)
	sortPairs(a.evidence.Confirmed)
	return nil
}

func sortPairs(pairs []orgs.NamePair) {
	slices.SortFunc(pairs, func(a, b orgs.NamePair) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return bytes.Compare(a.Customer[:], b.Customer[:])
	})
}
