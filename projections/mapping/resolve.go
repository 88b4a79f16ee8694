package mapping

import (
	"slices"

	"coresync/domain/matching/orgs"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// resolve gives every organization its status. What a person decided wins; names and
// other evidence count only for organizations that are still listed and of which
// nobody decided (MAP-01).
func (m *matcher) resolve(r *rules.Set, v *projections.TenantView) ([]Status, error) {
	organizations := projections.RowsOf[Organization](v, "organization")
	present := presentCustomers(v)
	verdicts, err := m.match(r, v.Tenant, &known{
		organizations: organizations, locations: projections.RowsOf[Location](v, "location"), present: present,
		shared: projections.RowsOf[Sign](v, "sign"), signs: projections.GroupsOf(v, "sign"),
	})
	if err != nil {
		return nil, err
	}
	statuses := make([]Status, 0, len(organizations))
	for _, o := range organizations {
		if !o.Observed {
			continue
		}
		s, err := statusOf(o, present, verdicts.of(o.ID))
		if err != nil {
			return nil, err
		}
		s.ID, s.Rules = o.ID, r.Version
		statuses = append(statuses, s)
	}
	return statuses, nil
}

// resolveLocations gives those locations a status about which a person decided.
func resolveLocations(_ *rules.Set, v *projections.TenantView) ([]LocationStatus, error) {
	present := presentCustomers(v)
	var statuses []LocationStatus
	for _, l := range projections.RowsOf[Location](v, "location") {
		switch _, is := present[l.Customer]; {
		case l.Decision == DecisionIgnored:
			statuses = append(statuses, LocationStatus{ID: l.ID, State: Ignored})
		case l.Decision == DecisionMapped && is:
			statuses = append(statuses, LocationStatus{ID: l.ID, State: Mapped, Customer: l.Customer})
		case l.Decision == DecisionMapped:
			statuses = append(statuses, LocationStatus{ID: l.ID, State: Stale, Former: l.Customer})
		}
	}
	return statuses, nil
}

func presentCustomers(v *projections.TenantView) map[uuid.UUID]*Customer {
	present := make(map[uuid.UUID]*Customer)
	for _, c := range projections.RowsOf[Customer](v, "customer") {
		if c.RemovedAt.IsZero() {
			present[c.ID] = c
		}
	}
	return present
}

func statusOf(o *Organization, present map[uuid.UUID]*Customer, verdict *orgs.Verdict) (Status, error) {
	_, is := present[o.Customer]
	switch {
	case o.Decision == DecisionIgnored:
		return Status{State: Ignored, Source: "saved", Evidence: o.Reason}, nil
	case o.Decision == DecisionMapped && is:
		return Status{State: Mapped, Customer: o.Customer, Source: "saved"}, nil
	case o.Decision == DecisionMapped:
		return Status{State: Stale, Former: o.Customer, Source: "saved", Evidence: "the customer was removed"}, nil
	case verdict == nil: // no longer listed
		return Status{State: Unmatched}, nil
	}
	return matched(o, verdict)
}

// matched turns a verdict into a status; a customer that a person rejected is none.
func matched(o *Organization, v *orgs.Verdict) (Status, error) {
	rejected, err := o.rejections()
	if err != nil {
		return Status{}, err
	}
	s := Status{State: Unmatched, Evidence: v.Reason}
	switch {
	case slices.Contains(rejected, v.Customer):
		s.Evidence = "a person rejected the likeliest customer"
	case v.Outcome == orgs.Linked:
		s.State, s.Customer, s.Score, s.Source = MappedAuto, v.Customer, int64(v.Score), "name"
	case v.Outcome == orgs.Suggested:
		s.State, s.Suggested, s.Score, s.Source = AutoMatched, v.Customer, int64(v.Score), "name"
	}
	var candidates []Candidate
	for _, c := range v.Candidates {
		if !slices.Contains(rejected, c.Customer) {
			candidates = append(candidates, Candidate(c))
		}
	}
	if len(candidates) > 0 {
		s.Candidates, err = json.Marshal(candidates)
	}
	return s, err
}
