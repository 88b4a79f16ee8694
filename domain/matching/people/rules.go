package people

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

//go:embed rules.json
var defaultRules []byte

// Worth is what a form or a note is worth.
type Worth struct {
	// Percent is the confidence of a form when nobody else fits, 0 to 100; for a note
	// what is added to it.
	Percent int `json:"percent"`
	// Weight is how common a form is among accounts, against other forms; for a note
	// what it is multiplied with.
	Weight float64 `json:"weight"`
}

// Learning says how far the accounts and addresses of a customer's people change the
// weights of forms (a habit is evidence, never the rule).
type Learning struct {
	// Caution is how many observations the general weights count for.
	Caution float64 `json:"caution"`
	// AddressTrust is what an address counts for against an account, since the two
	// are often made differently.
	AddressTrust float64 `json:"address_trust"`
	// Most bounds what is learned: beyond it only shares count, not numbers.
	Most float64 `json:"most"`
	// Raise and Lower are percent for the prevailing and for an unused form, once
	// Enough accounts are known; a prevailing form is worth Prevailing at least.
	Raise      int     `json:"raise"`
	Lower      int     `json:"lower"`
	Prevailing int     `json:"prevailing"`
	Enough     float64 `json:"enough"`
}

// definition is a rule set as it is written down: data, with a version.
type definition struct {
	Version        string           `json:"version"`
	High           int              `json:"high"`
	Suggest        int              `json:"suggest"`
	Tie            float64          `json:"tie"`
	ManyDevices    int              `json:"many_devices"`
	OtherCustomers int              `json:"other_customers"`
	Forms          map[string]Worth `json:"forms"`
	Notes          map[string]Worth `json:"notes"`
	Convention     Learning         `json:"convention"`
	Accounts       accountWords     `json:"accounts"`
	Names          nameWords        `json:"names"`
	FreeMail       []string         `json:"free_mail"`
}

type accountWords struct {
	Domains         []string `json:"domains"`
	BuiltIn         []string `json:"built_in"`
	BuiltInPrefixes []string `json:"built_in_prefixes"`
	ServicePrefixes []string `json:"service_prefixes"`
	Words           []string `json:"words"`
	AlsoNames       []string `json:"also_names"`
	AdminPrefixes   []string `json:"admin_prefixes"`
	AdminSuffixes   []string `json:"admin_suffixes"`
}

type nameWords struct {
	Titles      []string `json:"titles"`
	Credentials []string `json:"credentials"`
	Particles   []string `json:"particles"`
}

// Rules are a rule set made ready. They are never changed after they were made and
// may be used by many at once.
type Rules struct {
	written     definition
	version     string
	high        int
	suggest     int
	tie         float64
	many        int
	elsewhere   int
	forms       [forms]Worth
	prior       [forms]float64 // weights of named forms, adding up to 1
	notes       [notes]Worth
	learning    Learning
	accounts    accountRules
	titles      map[string]struct{}
	credentials map[string]struct{}
	particles   map[string]struct{}
	freeMail    map[string]struct{}
	nicknames   nicknames
}

// Version names the rule set in rows and answers.
func (r *Rules) Version() string { return r.version }

// High is the percentage from which a suggestion is pre-selected (CON-15).
func (r *Rules) High() int { return r.high }

// DefaultRules are the rules of a new workspace. Making them takes some
// milliseconds: make them once.
func DefaultRules() *Rules {
	r, err := ParseRules(defaultRules)
	if err != nil {
		panic(fmt.Sprintf("the built-in rules of people: %v", err)) // a test parses them
	}
	return r
}

// ParseRules reads a written rule set. It names everything that is wrong with it.
func ParseRules(text []byte) (*Rules, error) {
	var d definition
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return nil, fmt.Errorf("read the rules of people: %w", err)
	}
	r := &Rules{
		written: d, version: d.Version, high: d.High, suggest: d.Suggest, tie: d.Tie, many: d.ManyDevices, elsewhere: d.OtherCustomers,
		learning: d.Convention, accounts: compileAccounts(d.Accounts), titles: foldedSet(d.Names.Titles),
		credentials: foldedSet(d.Names.Credentials), particles: foldedSet(d.Names.Particles),
		freeMail: foldedSet(d.FreeMail), nicknames: parseNicknames(nicknameTable, moreNicknames),
	}
	faults := []error{d.check(), worths(r.forms[1:], formNames[1:], d.Forms), worths(r.notes[:], noteNames[:], d.Notes)}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("the rules of people: %w", err)
	}
	r.normalise()
	return r, nil
}

// check names values that would break a promise: a tie must stay below the line of
// what is assigned.
func (d *definition) check() error {
	var faults []error
	if d.Version == "" {
		faults = append(faults, errors.New("version is missing"))
	}
	if d.High <= d.Suggest || d.High > 100 || d.Suggest < 50 {
		faults = append(faults, errors.New("high and suggest must be 50 ≤ suggest < high ≤ 100"))
	}
	if d.Tie <= 0.5 || d.Tie > 1 {
		faults = append(faults, errors.New("tie must be above 0.5: two who fit alike have half each"))
	}
	if d.ManyDevices < 2 || d.OtherCustomers < 1 || d.Convention.Caution <= 0 {
		faults = append(faults, errors.New("many_devices, other_customers and caution must be at least 2, 1 and above 0"))
	}
	return errors.Join(faults...)
}

// worths puts written worths in their places; each must be there, and sensible.
func worths(into []Worth, names []string, written map[string]Worth) error {
	var faults []error
	for i, name := range names {
		worth, ok := written[name]
		if !ok || worth.Weight <= 0 || worth.Percent < -100 || worth.Percent > 100 {
			faults = append(faults, fmt.Errorf("%q needs a percent and a weight above 0", name))
		}
		into[i] = worth
	}
	for name := range written {
		if !slices.Contains(names, name) {
			faults = append(faults, fmt.Errorf("%q is unknown", name))
		}
	}
	return errors.Join(faults...)
}

func (r *Rules) normalise() {
	sum := 0.0
	for f := Form(0); f < forms; f++ {
		if f.named() {
			sum += r.forms[f].Weight
		}
	}
	for f := Form(0); f < forms; f++ {
		if f.named() {
			r.prior[f] = r.forms[f].Weight / sum
		}
	}
}

func foldedSet(words []string) map[string]struct{} {
	set := make(map[string]struct{}, len(words))
	for _, w := range words {
		set[strings.TrimSpace(fold(canonical(w), false))] = struct{}{}
	}
	return set
}

func has(set map[string]struct{}, word string) bool {
	_, ok := set[word]
	return ok
}
