package orgs

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"coresync/domain/matching"
)

//go:embed rules.json
var defaultRules []byte

// definition is a rule set as it is written down: data, with a version.
type definition struct {
	Version string     `json:"version"`
	Lines   thresholds `json:"lines"`
	Limits  limits     `json:"limits"`
	// Weights are how much a word of a class tells a name from others, Costs what a
	// difference takes off a score.
	Weights map[string]float64 `json:"weights"`
	Costs   map[string]int     `json:"costs"`
	// Evidence says what is worth what beyond names.
	Evidence weighing  `json:"evidence"`
	Names    wordLists `json:"names"`
	FreeMail []string  `json:"free_mail"`
}

// thresholds are scores at which something changes.
type thresholds struct {
	// Suggest is the lowest score that is suggested, if the next best is Margin lower.
	Suggest int `json:"suggest"`
	Margin  int `json:"margin"`
	// Clear is the score from which a second candidate that has all of the organization's
	// name, and more, is no rival.
	Clear int `json:"clear"`
	// Shared is the score of an equal name that several organizations have.
	Shared int `json:"shared"`
	// Rival is how much lower such a candidate may be.
	Rival int `json:"rival"`
	// List is the lowest score that is listed.
	List int `json:"list"`
	// Enough is the weight of equal words that a name needs; each whole one that is
	// missing costs Weak.
	Enough float64 `json:"enough"`
	Weak   int     `json:"weak"`
	// Common is the factor of a word's weight for each doubling of the customers that have it.
	Common float64 `json:"common"`
	// Letter is the weight of each letter of a word with a slip, from the shortest that may
	// have one on; Beginning that of a word of which only the beginning is written.
	Letter    float64 `json:"letter"`
	Beginning float64 `json:"beginning"`
	// Alone is the weight of a city that is all of an organization's name: it is called so,
	// by a family as often as by the city.
	Alone float64 `json:"alone"`
}

type limits struct {
	// Truncated are the lengths at which other systems cut names, in characters; a name
	// may be shorter by TruncatedSlack, since spaces at its end are lost.
	Truncated      []int `json:"truncated"`
	TruncatedSlack int   `json:"truncated_slack"`
	// Short is the greatest length of a word in which a slip makes another word.
	Short int `json:"short"`
	// Squash is how many letters a name without spaces needs to count.
	Squash int `json:"squash"`
	// Typo and Typos are how many letters a word with one or two slips has at least.
	Typo  int `json:"typo"`
	Typos int `json:"typos"`
	// Postings is how many customers may have a word that candidates are found by.
	Postings int `json:"postings"`
	// Acronym is how many letters an acronym has at least.
	Acronym int `json:"acronym"`
}

// Rules are a rule set made ready. They are never changed after they were made and
// may be used by many at once.
type Rules struct {
	written  definition
	lines    thresholds
	limits   limits
	weights  [classes]float64
	costs    [differences]int
	lexicon  lexicon
	weighing weighing
	freeMail map[string]struct{}
}

// Version names the rule set in rows and answers.
func (r *Rules) Version() string { return r.written.Version }

// Naming are the rules with other rules of normalisation: names are equal where those
// say so.
func (r *Rules) Naming(names matching.Rules) *Rules {
	other := *r
	other.lexicon.names = names
	return &other
}

// DefaultRules are the rules of a new workspace. Making them takes some
// milliseconds: make them once.
func DefaultRules() *Rules {
	r, err := ParseRules(defaultRules)
	if err != nil {
		panic(fmt.Sprintf("the built-in rules of organizations: %v", err)) // a test parses them
	}
	return r
}

// DefaultRulesText is the written form of DefaultRules, to show or to start from.
func DefaultRulesText() []byte { return bytes.Clone(defaultRules) }

// ParseRules reads a written rule set. It names everything that is wrong with it.
func ParseRules(text []byte) (*Rules, error) {
	var d definition
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return nil, fmt.Errorf("read the rules of organizations: %w", err)
	}
	r := &Rules{written: d, lines: d.Lines, limits: d.Limits, weighing: d.Evidence, lexicon: makeLexicon(&d.Names), freeMail: make(map[string]struct{})}
	for _, domain := range d.FreeMail {
		r.freeMail[domain] = struct{}{}
	}
	faults := []error{
		d.check(), d.Names.check(),
		fill(r.weights[:], classNames[:], d.Weights, func(w float64) bool { return w >= 0 && w <= 1 }, "weights", "0 to 1"),
		fill(r.costs[:], differenceNames[:], d.Costs, func(c int) bool { return c >= 0 && c <= 100 }, "costs", "0 to 100"),
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("the rules of organizations: %w", err)
	}
	return r, nil
}

// check names values that would break a promise.
func (d *definition) check() error {
	var faults []error
	if d.Version == "" {
		faults = append(faults, errors.New("version is missing"))
	}
	if d.Lines.Suggest <= d.Lines.List || d.Lines.Suggest >= 100 || d.Lines.List < 1 {
		faults = append(faults, errors.New("lines: 1 ≤ list < suggest < 100 must hold"))
	}
	if d.Lines.Margin < 1 {
		faults = append(faults, errors.New("lines: margin must be at least 1: two customers equally near are a tie"))
	}
	if d.Limits.Typo < 2 || d.Limits.Typos < d.Limits.Typo || d.Limits.Acronym < 2 || d.Limits.Postings < 1 || d.Limits.Squash < 2 {
		faults = append(faults, errors.New("limits: typo, acronym and squash must be at least 2, typos at least typo, postings at least 1"))
	}
	return errors.Join(faults...)
}

// fill puts written values in their places; each must be there, and sensible.
func fill[T any](into []T, names []string, written map[string]T, sensible func(T) bool, what, want string) error {
	var faults []error
	for i, name := range names {
		value, ok := written[name]
		if name != "" && (!ok || !sensible(value)) {
			faults = append(faults, fmt.Errorf("%s: %q must be %s", what, name, want))
		}
		into[i] = value
	}
	for name := range written {
		if !slices.Contains(names, name) {
			faults = append(faults, fmt.Errorf("%s: %q is unknown", what, name))
		}
	}
	return errors.Join(faults...)
}
