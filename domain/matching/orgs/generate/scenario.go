package generate

import "fmt"

// Scenario is one provider: its customers, and organizations whose customers are
// known.
type Scenario struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"`
	Source    string   `json:"source"`
	Customers []string `json:"customers"`
	Orgs      []Org    `json:"orgs"`
}

// Org is an organization; Expected is its customer's name, nil for none.
type Org struct {
	Name     string  `json:"name"`
	Expected *string `json:"expected"`
	Kind     string  `json:"kind"`
}

// Half is one of the parts into which words are divided.
type Half int

// The halves. Rules are tuned on Training; Test is looked at afterwards. Fresh is neither:
// words that came later, to see whether what was learned holds.
const (
	Training Half = iota
	Test
	Fresh
)

func (h Half) String() string { return [...]string{"training", "test", "fresh"}[h] }

// seeds of the halves.
var seeds = [...]uint64{Training: 0x5eed0001, Test: 0x7e57c0de, Fresh: 0xf4e54}

// Kinds lists the names of all kinds.
func Kinds() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	return names
}

// Scenarios makes providers until there are at least `each` cases of every kind.
func Scenarios(half Half, each int) []Scenario { return Seeded(half, seeds[half], each) }

// Seeded makes other providers of the words of a half.
func Seeded(half Half, seed uint64, each int) []Scenario {
	var list []Scenario
	for done := 0; done < each; {
		size := min(1+len(list)%3, each-done)
		list = append(list, scenario(half, seed, len(list), size))
		done += size
	}
	return list
}

// scenario makes one provider with `size` cases of each kind.
func scenario(half Half, seed uint64, number, size int) Scenario {
	w := newWorld(half, seed, number)
	s := Scenario{
		ID: fmt.Sprintf("%s-%03d-%s", half, number, w.home.name), Kind: "small-business", Source: "generated",
	}
	for range 10 + 8*size { // customers that NinjaOne doesn't know
		if b := w.business(anyPattern); w.chance(25) {
			w.customer(w.place(b.country) + " " + b.trade)
		} else {
			w.customer(w.name(b))
		}
	}
	for range size {
		for _, k := range kinds {
			org, expected := k.make(w)
			o := Org{Name: org, Kind: k.name}
			if expected != "" {
				o.Expected = &expected
			}
			s.Orgs = append(s.Orgs, o)
		}
	}
	w.shuffle(len(w.customers), func(i, j int) { w.customers[i], w.customers[j] = w.customers[j], w.customers[i] })
	w.shuffle(len(s.Orgs), func(i, j int) { s.Orgs[i], s.Orgs[j] = s.Orgs[j], s.Orgs[i] })
	s.Customers = w.customers
	return s
}
