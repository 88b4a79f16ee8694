package people

import (
	"cmp"
	"slices"

	"github.com/google/uuid"
)

// Explanation says step by step how an account leads to a verdict.
type Explanation struct {
	// How the account was read. Letters are what is compared with names.
	Kind    string `json:"kind"`
	Domain  string `json:"domain,omitempty"`
	Name    string `json:"name"`
	Letters string `json:"letters"`
	Devices int    `json:"devices"`
	// Domains are the customer's own, Habits how its accounts are made.
	Domains []string `json:"domains"`
	Habits  []Habit  `json:"habits"`
	// Fits are all who fit, the likeliest first.
	Fits    []Step `json:"fits"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
}

// Habit is how many of a customer's accounts and addresses are made in a form.
type Habit struct {
	Form      string  `json:"form"`
	Accounts  float64 `json:"accounts"`
	Addresses float64 `json:"addresses"`
	// Factor is what the form's weight is multiplied with, Shift what is added to its percentage.
	Factor float64 `json:"factor"`
	Shift  int     `json:"shift"`
}

// Step is how well one contact fits.
type Step struct {
	Contact uuid.UUID `json:"contact"`
	Form    string    `json:"form"`
	Reason  string    `json:"reason"`
	// Alone is the percentage if nobody else fitted, Weight what it counts against
	// others, Share its part of all weights, Percent the outcome.
	Alone   int     `json:"alone"`
	Weight  float64 `json:"weight"`
	Share   float64 `json:"share"`
	Percent int     `json:"percent"`
}

// Explain matches one account by the code of Match, and says how.
func (m *Matcher) Explain(q Query) Explanation {
	acc := readAccount(q.Account)
	v := m.Match(q)
	x := Explanation{
		Kind: v.Kind.String(), Domain: acc.domain, Name: acc.local, Letters: acc.letters.text, Devices: v.Devices,
		Domains: append([]string{}, m.domains...), Habits: m.habits(), Fits: []Step{},
		Outcome: v.Outcome.String(), Reason: v.Reason(),
	}
	a := attempt{matcher: m}
	if a.look(&acc) != Person {
		return x
	}
	sum := 0.0
	m.conclude(a.fits) // sorts them
	for i := len(a.fits) - 1; i >= 0; i-- {
		sum += a.fits[i].weight
	}
	for _, f := range a.fits {
		c := f.candidate(sum)
		x.Fits = append(x.Fits, Step{
			Contact: c.Contact, Form: c.Form.String(), Reason: c.Reason(),
			Alone: f.percent, Weight: f.weight, Share: f.weight / sum, Percent: c.Percent,
		})
	}
	return x
}

func (m *Matcher) habits() []Habit {
	habits := []Habit{}
	for f := FirstLast; f < forms && m.habit != nil; f++ {
		if m.seen.accounts[f]+m.seen.addresses[f] > 0 {
			habits = append(habits, Habit{
				Form: f.String(), Accounts: m.seen.accounts[f], Addresses: m.seen.addresses[f],
				Factor: m.habit.factor[f], Shift: m.habit.shift[f],
			})
		}
	}
	slices.SortStableFunc(habits, func(a, b Habit) int {
		return cmp.Compare(b.Accounts+b.Addresses, a.Accounts+a.Addresses)
	})
	return habits
}
