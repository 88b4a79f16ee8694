package access

import (
	"strings"

	"coresync/domain/matching"

	"github.com/google/uuid"
)

// How an account was tied to its person.
const (
	ByHand  = "manual"
	ByEmail = "email"
	ByName  = "name"
	Nobody  = "nobody" // by hand: it is nobody's
)

// Someone is a person that accounts are matched with.
type Someone struct {
	ID       uuid.UUID
	Customer uuid.UUID
	Name     string
	Email    string
}

// Directory finds people by address and name.
type Directory struct {
	byEmail map[string][]Someone
	byName  map[string][]Someone
}

// NewDirectory indexes people.
func NewDirectory(people []Someone) *Directory {
	d := &Directory{byEmail: make(map[string][]Someone, len(people)), byName: make(map[string][]Someone, len(people))}
	for _, p := range people {
		if key := emailKey(p.Email); key != "" {
			d.byEmail[key] = append(d.byEmail[key], p)
		}
		if key := nameKey(p.Name); key != "" {
			d.byName[key] = append(d.byName[key], p)
		}
	}
	return d
}

// nameKey compares names without case, diacritics and punctuation.
func nameKey(name string) string {
	var words []string
	for _, w := range matching.Words(name) {
		words = append(words, w.Text)
	}
	return strings.Join(words, " ")
}

func emailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Find is the person of an account, and by what. Several people of one address or name
// are told apart by the customer of the account's organization; who can't be is nobody,
// since a wrong owner is worse than none.
func (d *Directory) Find(email, first, last string, customer uuid.UUID, mode string) (person Someone, by string, found bool) {
	if key := emailKey(email); key != "" {
		if p, one := only(d.byEmail[key], customer); one {
			return p, ByEmail, true
		}
	}
	if mode != Broad || first == "" || last == "" {
		return Someone{}, "", false
	}
	if p, one := only(d.byName[nameKey(first+" "+last)], customer); one {
		return p, ByName, true
	}
	return Someone{}, "", false
}

// only is the one person of all, or the one of the customer.
func only(all []Someone, customer uuid.UUID) (Someone, bool) {
	if len(all) == 1 {
		return all[0], true
	}
	var found Someone
	n := 0
	for _, p := range all {
		if p.Customer == customer && customer != uuid.Nil {
			found = p
			n++
		}
	}
	return found, n == 1
}
