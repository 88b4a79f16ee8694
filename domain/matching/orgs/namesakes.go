package orgs

import "github.com/google/uuid"

// Namesakes are the links that Match makes where nothing but names is known: an
// organization goes to the customer of its name, where the name is unique both ways.
// It looks at names alone, without aliases, and costs little more than reading them.
// taken is as for Match.
func (r *Rules) Namesakes(organizations, customers []Party, taken map[uuid.UUID]uuid.UUID) map[uuid.UUID]uuid.UUID {
	bearers := make(map[string]int, len(organizations))
	for i := range organizations {
		bearers[r.lexicon.names.Key(organizations[i].Name)]++
	}
	owners := make(map[string][]uuid.UUID)
	for i := range customers {
		key := r.lexicon.names.Key(customers[i].Name)
		if bearers[key] == 1 {
			owners[key] = append(owners[key], customers[i].ID)
		}
	}
	links := make(map[uuid.UUID]uuid.UUID)
	for i := range organizations {
		o := &organizations[i]
		key := r.lexicon.names.Key(o.Name)
		if _, decided := taken[o.ID]; decided || key == "" || len(owners[key]) != 1 || r.lexicon.readName(o.Name).bucket {
			continue
		}
		links[o.ID] = owners[key][0]
	}
	return links
}
