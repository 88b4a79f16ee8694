package mapping

import (
	"bytes"
	"maps"
	"slices"
	"sync"

	"coresync/domain/matching/orgs"
	"coresync/domain/rules"
	"coresync/projections"

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

	matches *orgs.Matches

	customerAt, organizationAt places
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
func (m *matcher) match(r *rules.Set, tenant uuid.UUID, k *known) (verdictsOf, error) {
	asked, last := &question{rules: r.Orgs}, m.recall(tenant)
	if last == nil || last.rules != r.Orgs {
		last = &question{rules: r.Orgs}
	}
	domains, machines := people(k.signs)
	customers, err := customerParties(r.Orgs, k.present, domains)
	if err != nil {
		return verdictsOf{}, err
	}
	if err := asked.take(k, domains); err != nil {
		return verdictsOf{}, err
	}
	asked.customers, asked.customerAt = sortParties(customers, last.customerAt)
	asked.organizations, asked.organizationAt = sortParties(asked.organizations, last.organizationAt)
	if len(k.shared) > 0 {
		asked.countDevices(ownersOf(k), k.shared, machines)
	}
	asked.answer(last)
	verdicts := verdictsOf{at: asked.organizationAt, all: slices.Clone(asked.matches.Verdicts())} // the next answer changes its own
	m.remember(tenant, asked)
	return verdicts, nil
}

// verdictsOf are the verdicts of organizations by their ids.
type verdictsOf struct {
	at  places
	all []orgs.Verdict
}

// of is the verdict about an organization; nil: there is none.
func (v verdictsOf) of(id uuid.UUID) *orgs.Verdict {
	if at, is := v.at[id]; is {
		return &v.all[at]
	}
	return nil
}

// answer matches, and takes over from the last answer what still holds: all of it where
// nothing changed; all but what some customers concern where only those changed; the
// index of customers where they are the same. last is used up.
func (a *question) answer(last *question) {
	changed, removed := customersThatChanged(last.customers, a.customers)
	several := len(changed)+len(removed) > fewCustomers
	switch {
	case last.matches == nil || several:
		a.matches = orgs.NewMatches(orgs.NewIndex(a.rules, a.customers), a.organizations, a.taken, &a.evidence)
	case a.sameOrganizations(last):
		a.matches = last.matches
		a.matches.Change(changed, removed)
	default:
		index := last.matches.Index().With(changed...).Without(removed...)
		a.matches = orgs.NewMatches(index, a.organizations, a.taken, &a.evidence)
	}
}

// sameOrganizations tells whether all but the customers is what was asked before.
func (a *question) sameOrganizations(last *question) bool {
	now, before := &a.evidence, &last.evidence
	return slices.EqualFunc(last.organizations, a.organizations, sameParty) && maps.Equal(last.taken, a.taken) &&
		maps.Equal(before.Devices, now.Devices) && maps.Equal(before.OrgDevices, now.OrgDevices) &&
		slices.Equal(before.Confirmed, now.Confirmed) && slices.Equal(before.Rejected, now.Rejected)
}

func sameParty(a, b orgs.Party) bool {
	return a.ID == b.ID && a.Name == b.Name && a.City == b.City && slices.Equal(a.Aliases, b.Aliases) && slices.Equal(a.Domains, b.Domains)
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
			if !sameParty(before[0], now[0]) {
				changed = append(changed, now[0])
			}
			before, now = before[1:], now[1:]
		}
	}
	return changed, removed
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
