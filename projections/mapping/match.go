package mapping

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"sync"

	"coresync/domain/matching/orgs"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// matcher runs the matching of organizations. It remembers of each tenant what it
// matched last, so that an event that changes nothing that matching looks at, such as
// a location's name, costs a comparison, and a changed customer the organizations that
// it concerns. What it gives is a function of its arguments.
type matcher struct {
	mu   sync.Mutex
	last map[uuid.UUID]*question
}

// remembered bounds the tenants of which the last matching is kept.
const remembered = 64

// question is what matching is asked, and its answer. One goroutine at a time has it.
type question struct {
	rules         *orgs.Rules
	customers     []orgs.Party
	organizations []orgs.Party
	taken         map[uuid.UUID]uuid.UUID
	evidence      orgs.Evidence

	index   *orgs.Index
	matches *orgs.Matches
}

// known is all that matching looks at.
type known struct {
	organizations []*Organization
	locations     []*Location
	present       map[uuid.UUID]*Customer
	shared        []*Sign
	signs         map[projections.Group]int64
}

// match gives a verdict for each organization that is listed and not ignored.
func (m *matcher) match(r *rules.Set, tenant uuid.UUID, k *known) (map[uuid.UUID]*orgs.Verdict, error) {
	asked := &question{rules: r.Orgs}
	domains, machines := people(k.signs)
	var err error
	if asked.customers, err = customerParties(r.Orgs, k.present, domains); err != nil {
		return nil, err
	}
	if err := asked.take(k, domains); err != nil {
		return nil, err
	}
	asked.countDevices(ownersOf(k), k.shared, machines)
	asked.answer(m.recall(tenant))
	verdicts := asked.verdicts()
	m.remember(tenant, asked)
	return verdicts, nil
}

// answer matches, and takes over from the last answer what still holds: all of it where
// nothing changed; all but what some customers concern where only those changed; the
// index of customers where they are the same. last may be nil, and is used up.
func (a *question) answer(last *question) {
	if last == nil || last.rules != a.rules {
		last = &question{rules: a.rules}
	}
	changed, removed := customersThatChanged(last.customers, a.customers)
	switch few := len(changed)+len(removed) <= fewCustomers; {
	case last.index == nil || !few:
		a.index = orgs.NewIndex(a.rules, a.customers)
	default:
		a.index = last.index
		if len(changed)+len(removed) > 0 {
			a.index = a.index.With(changed...).Without(removed...)
		}
		if reflect.DeepEqual(last.organizations, a.organizations) && reflect.DeepEqual(last.taken, a.taken) && reflect.DeepEqual(last.evidence, a.evidence) {
			a.matches = last.matches
			a.matches.Change(changed, removed)
			return
		}
	}
	a.matches = orgs.NewMatches(a.index, a.organizations, a.taken, &a.evidence)
}

// fewCustomers is how many customers may change so that not all is matched anew.
const fewCustomers = 32

// customersThatChanged compares two lists in the order of their ids.
func customersThatChanged(before, now []orgs.Party) (changed []orgs.Party, removed []uuid.UUID) {
	for len(before) > 0 || len(now) > 0 {
		order := 1 // one that is new
		if len(now) == 0 {
			order = -1
		} else if len(before) > 0 {
			order = bytes.Compare(before[0].ID[:], now[0].ID[:])
		}
		switch {
		case order < 0:
			removed, before = append(removed, before[0].ID), before[1:]
		case order > 0:
			changed, now = append(changed, now[0]), now[1:]
		default:
			if !reflect.DeepEqual(before[0], now[0]) {
				changed = append(changed, now[0])
			}
			before, now = before[1:], now[1:]
		}
	}
	return changed, removed
}

// verdicts are copies: the next answer changes its own.
func (a *question) verdicts() map[uuid.UUID]*orgs.Verdict {
	all := slices.Clone(a.matches.Verdicts())
	verdicts := make(map[uuid.UUID]*orgs.Verdict, len(all))
	for i := range all {
		verdicts[all[i].Organization] = &all[i]
	}
	return verdicts
}

// recall takes the last question of a tenant out; nil: none, or somebody has it now.
func (m *matcher) recall(tenant uuid.UUID) *question {
	m.mu.Lock()
	defer m.mu.Unlock()
	last := m.last[tenant]
	delete(m.last, tenant)
	return last
}

func (m *matcher) remember(tenant uuid.UUID, a *question) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.last == nil || len(m.last) >= remembered && m.last[tenant] == nil {
		m.last = make(map[uuid.UUID]*question)
	}
	m.last[tenant] = a
}

// customerParties are the customers in the order of their ids.
// The domains of their contacts count as theirs.
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
	sortParties(parties)
	return parties, nil
}

func sortParties(parties []orgs.Party) {
	slices.SortFunc(parties, func(a, b orgs.Party) int { return bytes.Compare(a.ID[:], b.ID[:]) })
}

// take collects the organizations, the decisions about them, and what was decided
// before about organizations of their names. An organization that is mapped already
// counts: a second one of its name is then in doubt.
func (a *question) take(k *known, domains map[uuid.UUID]map[string]int64) error {
	places := placesOf(k.locations, k.present)
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
		a.organizations = append(a.organizations, orgs.Party{ID: o.ID, Name: o.Name, City: places[o.ID], Domains: a.rules.OwnDomains(domains[o.ID])})
	}
	sortParties(a.organizations)
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
