package mapping

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"sync"

	"coresync/domain/matching/orgs"
	"coresync/domain/rules"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// matcher runs the matching of organizations. It remembers of each tenant what it
// matched last, so that an event that changes nothing that matching looks at, such as
// a location's name, costs a comparison. What it gives is a function of its arguments.
type matcher struct {
	mu   sync.Mutex
	last map[uuid.UUID]*question
}

// remembered bounds the tenants of which the last matching is kept.
const remembered = 64

// question is what matching is asked, and its answer; neither is changed after it was made.
type question struct {
	rules         *orgs.Rules
	customers     []orgs.Party
	organizations []orgs.Party
	taken         map[uuid.UUID]uuid.UUID
	evidence      orgs.Evidence

	index    *orgs.Index
	verdicts map[uuid.UUID]*orgs.Verdict
}

// match gives a verdict for each organization that is listed and not ignored.
func (m *matcher) match(r *rules.Set, tenant uuid.UUID, organizations []*Organization, locations []*Location, present map[uuid.UUID]*Customer) (map[uuid.UUID]*orgs.Verdict, error) {
	asked := &question{rules: r.Orgs}
	var err error
	if asked.customers, err = customerParties(present); err != nil {
		return nil, err
	}
	if err := asked.take(organizations, placesOf(locations, present), present); err != nil {
		return nil, err
	}
	m.mu.Lock()
	last := m.last[tenant]
	m.mu.Unlock()
	sameIndex := last != nil && last.rules == asked.rules && reflect.DeepEqual(last.customers, asked.customers)
	if sameIndex && reflect.DeepEqual(last.organizations, asked.organizations) && reflect.DeepEqual(last.taken, asked.taken) &&
		reflect.DeepEqual(last.evidence, asked.evidence) {
		return last.verdicts, nil
	}
	if sameIndex {
		asked.index = last.index
	} else {
		asked.index = orgs.NewIndex(asked.rules, asked.customers)
	}
	asked.run()
	m.remember(tenant, asked)
	return asked.verdicts, nil
}

// run asks the index.
func (a *question) run() {
	verdicts := a.index.Match(a.organizations, a.taken, &a.evidence)
	a.verdicts = make(map[uuid.UUID]*orgs.Verdict, len(verdicts))
	for i := range verdicts {
		a.verdicts[verdicts[i].Organization] = &verdicts[i]
	}
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
func customerParties(present map[uuid.UUID]*Customer) ([]orgs.Party, error) {
	parties := make([]orgs.Party, 0, len(present))
	for _, c := range present {
		p := orgs.Party{ID: c.ID, Name: c.Name, City: c.City}
		if len(c.Domains) > 0 {
			if err := json.Unmarshal(c.Domains, &p.Domains); err != nil {
				return nil, err
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
func (a *question) take(organizations []*Organization, places map[uuid.UUID]string, present map[uuid.UUID]*Customer) error {
	a.taken = make(map[uuid.UUID]uuid.UUID)
	for _, o := range organizations {
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
		if _, is := present[o.Customer]; o.Decision == DecisionMapped && is {
			a.evidence.Confirmed = append(a.evidence.Confirmed, orgs.NamePair{Name: o.Name, Customer: o.Customer})
		}
		if !o.VanishedAt.IsZero() || o.Decision == DecisionIgnored {
			continue
		}
		if o.Decision == DecisionMapped {
			a.taken[o.ID] = o.Customer
		}
		a.organizations = append(a.organizations, orgs.Party{ID: o.ID, Name: o.Name, City: places[o.ID]})
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
