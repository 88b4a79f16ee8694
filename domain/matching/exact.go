package matching

import "github.com/google/uuid"

// Party is an organization or a customer with the key of its name.
type Party struct {
	ID  uuid.UUID
	Key string // of Rules.Key; "" matches nothing
}

// Exact links every organization to the customer of the same key where the key is
// unique both ways: one customer and one organization have it (MAP-13). Where two
// share it a person must choose. The order of the arguments doesn't matter.
func Exact(organizations, customers []Party) map[uuid.UUID]uuid.UUID {
	type pair struct {
		customer      uuid.UUID
		customers     int
		organizations int
	}
	byKey := make(map[string]pair, len(customers))
	for _, c := range customers {
		if c.Key != "" {
			p := byKey[c.Key]
			p.customer, p.customers = c.ID, p.customers+1
			byKey[c.Key] = p
		}
	}
	for _, o := range organizations {
		if p, ok := byKey[o.Key]; ok {
			p.organizations++
			byKey[o.Key] = p
		}
	}
	links := make(map[uuid.UUID]uuid.UUID)
	for _, o := range organizations {
		if p := byKey[o.Key]; p.customers == 1 && p.organizations == 1 {
			links[o.ID] = p.customer
		}
	}
	return links
}
