package orgs

import (
	"maps"
	"slices"
)

// OwnDomains are the e-mail domains that are a party's own, in order, by how many of
// its people have each: a technician who logged on once makes no organization the
// customer that he works for.
func (r *Rules) OwnDomains(people map[string]int64) []string {
	if len(people) == 0 {
		return nil
	}
	var all int64
	for _, n := range people {
		all += n
	}
	var own []string
	for _, domain := range slices.Sorted(maps.Keys(people)) {
		if n := people[domain]; float64(n) >= r.weighing.DomainShare*float64(all) {
			own = append(own, domain)
		}
	}
	return own
}
