package orgs

import (
	"bytes"
	"slices"

	"github.com/google/uuid"
)

// Index holds the customers of a workspace, ready to be looked up. It is never changed
// after it was made and may be used by many at once.
type Index struct {
	rules *Rules
	byKey map[string][]uuid.UUID
}

// NewIndex prepares the customers. Their order doesn't matter.
func NewIndex(r *Rules, customers []Party) *Index {
	x := &Index{rules: r, byKey: make(map[string][]uuid.UUID, len(customers))}
	for i := range customers {
		if key := r.names.Key(customers[i].Name); key != "" {
			x.byKey[key] = append(x.byKey[key], customers[i].ID)
		}
	}
	for _, ids := range x.byKey {
		slices.SortFunc(ids, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	}
	return x
}

// Match gives every organization a verdict, in the order of the organizations; their
// order changes no verdict. Organizations with a saved mapping are not looked at, but
// count: where two have the same name, neither links by it. Organizations that are
// ignored should be left out. Both taken and e may be nil.
func (x *Index) Match(organizations []Party, taken map[uuid.UUID]uuid.UUID, e *Evidence) []Verdict {
	same := make(map[string]int, len(organizations))
	keys := make([]string, len(organizations))
	for i := range organizations {
		keys[i] = x.rules.names.Key(organizations[i].Name)
		same[keys[i]]++
	}
	verdicts := make([]Verdict, len(organizations))
	for i := range organizations {
		id := organizations[i].ID
		if _, decided := taken[id]; decided {
			verdicts[i] = Verdict{Organization: id, Outcome: Saved, Reason: "mapped by a person"}
			continue
		}
		verdicts[i] = x.exact(id, keys[i], same[keys[i]])
	}
	return verdicts
}

func (x *Index) exact(id uuid.UUID, key string, organizations int) Verdict {
	v := Verdict{Organization: id, Reason: "no customer has a name like it"}
	customers := x.byKey[key]
	for _, customer := range customers[:min(len(customers), Shown)] {
		v.Candidates = append(v.Candidates, Candidate{Customer: customer, Score: 100 / len(customers), Reason: "same name"})
	}
	switch {
	case len(customers) == 0:
	case len(customers) == 1 && organizations == 1:
		v.Outcome, v.Customer, v.Score, v.Reason = Linked, customers[0], 100, "same name"
	case len(customers) == 1:
		v.Outcome, v.Reason = Ambiguous, "same name, as other organizations"
	default:
		v.Outcome, v.Reason = Ambiguous, "several customers have the same name"
	}
	return v
}
