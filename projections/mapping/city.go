package mapping

import (
	"strings"

	"coresync/domain/matching"

	"github.com/google/uuid"
)

// longestCity is the greatest number of words of a city's name that is looked for.
const longestCity = 4

// placesOf tells where organizations sit: the one city of a customer that the names
// and addresses of an organization's locations hold. An organization with two of them,
// or none, has no city.
func placesOf(locations []*Location, present map[uuid.UUID]*Customer) map[uuid.UUID]string {
	known := make(map[string]string) // folded → as a customer writes it; the least of several writings
	for _, c := range present {
		if c.City == "" {
			continue
		}
		if folded := foldWords(c.City); folded != "" && (known[folded] == "" || c.City < known[folded]) {
			known[folded] = c.City
		}
	}
	places := make(map[uuid.UUID]string)
	several := make(map[uuid.UUID]bool)
	for _, l := range locations {
		if !l.VanishedAt.IsZero() || len(known) == 0 {
			continue
		}
		for city := range citiesIn(l.Name+" / "+l.Address, known) {
			if had := places[l.Organization]; had != "" && had != city {
				several[l.Organization] = true
			}
			places[l.Organization] = city
		}
	}
	for organization := range several {
		delete(places, organization)
	}
	return places
}

// citiesIn finds the known cities in a text, as customers write them.
func citiesIn(text string, known map[string]string) map[string]bool {
	found := make(map[string]bool)
	words := strings.Fields(foldWords(text))
	for i := range words {
		for n := 1; n <= longestCity && i+n <= len(words); n++ {
			if city, is := known[strings.Join(words[i:i+n], " ")]; is {
				found[city] = true
			}
		}
	}
	return found
}

func foldWords(text string) string {
	words := matching.Words(text)
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.Text
	}
	return strings.Join(texts, " ")
}
