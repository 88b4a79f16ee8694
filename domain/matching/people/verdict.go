package people

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"github.com/google/uuid"
)

// Outcome says what becomes of a device.
type Outcome uint8

// Outcomes. Only High may be applied without being looked at (CON-15).
const (
	NoSuggestion Outcome = iota
	Tie                  // several fit, none clearly better: a person chooses
	Suggested
	High
)

var outcomeNames = [...]string{"none", "tie", "suggested", "high"}

// String is the outcome's name in read models.
func (o Outcome) String() string { return outcomeNames[o] }

// Candidate is a contact who may use a device.
type Candidate struct {
	Contact uuid.UUID
	Percent int // 0 to 100
	Form    Form
	Notes   Notes
	// Others is how many other contacts fit, too, well or badly.
	Others int
	// Usual tells that most accounts of the customer are made in this form.
	Usual bool
}

// shown is how many candidates a verdict lists; more are counted only.
const shown = 5

// Verdict is what is known about a device's user.
type Verdict struct {
	Kind    Kind
	Outcome Outcome
	// Candidates are the contacts that fit, the likeliest first; those that fit alike
	// stand in the order of their ids.
	Candidates []Candidate
	// Devices is on how many of the customer's devices the account was seen.
	Devices int
}

// Best is the suggested contact, if there is one.
func (v *Verdict) Best() (Candidate, bool) {
	if v.Outcome < Suggested {
		return Candidate{}, false
	}
	return v.Candidates[0], true
}

// rated is a contact that fits, before the others are known.
type rated struct {
	person  *person
	fit     fit
	percent int
	weight  float64
}

// conclude weighs all who fit against each other.
func (s *scorer) conclude(fits []rated) Verdict {
	r := s.rules
	if len(fits) == 0 {
		return Verdict{}
	}
	slices.SortFunc(fits, func(a, b rated) int {
		if c := cmp.Compare(b.score(), a.score()); c != 0 {
			return c
		}
		return bytes.Compare(a.person.id[:], b.person.id[:])
	})
	sum := 0.0
	for i := len(fits) - 1; i >= 0; i-- { // smallest first, in one order
		sum += fits[i].weight
	}
	v := Verdict{Candidates: make([]Candidate, min(len(fits), shown))}
	for i := range v.Candidates {
		v.Candidates[i] = fits[i].candidate(sum)
		v.Candidates[i].Others = len(fits) - 1
		v.Candidates[i].Usual = s.habit != nil && s.habit.shift[fits[i].fit.form] > 0
	}
	best := v.Candidates[0].Percent
	switch share := fits[0].weight / sum; {
	case fits[0].percent < r.suggest:
	case share < r.tie:
		v.Outcome = Tie
	case best >= r.high:
		v.Outcome = High
	case best >= r.suggest:
		v.Outcome = Suggested
	}
	return v
}

// candidate is what a contact is worth, given the sum of all weights.
func (r *rated) candidate(sum float64) Candidate {
	return Candidate{
		Contact: r.person.id, Form: r.fit.form, Notes: r.fit.notes,
		Percent: int(math.Round(float64(r.percent) * (r.weight / sum))),
	}
}

func (r *rated) score() float64 { return float64(r.percent) * r.weight }
