// Package evaluate measures the matching of organizations against scenarios whose
// answers are known, and says whether the goals are met.
package evaluate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Scenario is a workspace: its customers, and organizations whose customer is known.
type Scenario struct {
	ID            string         `json:"id"`
	Kind          string         `json:"kind"`
	Source        string         `json:"source,omitempty"`
	Customers     []string       `json:"customers"`
	Organizations []Organization `json:"orgs"`
}

// Organization is one case. Kinds that begin with "null" have no customer.
type Organization struct {
	Name string `json:"name"`
	// Expected is the name of the right customer; nil: none may be proposed.
	Expected *string `json:"expected"`
	Kind     string  `json:"kind"`
}

// longestLine bounds one scenario.
const longestLine = 64 << 20

// Read reads scenarios, one JSON object a line.
func Read(from io.Reader) ([]Scenario, error) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, longestLine)
	var scenarios []Scenario
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var s Scenario
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			return nil, fmt.Errorf("read scenario on line %d: %w", n, err)
		}
		for _, o := range s.Organizations {
			if o.Expected != nil && !slices.Contains(s.Customers, *o.Expected) {
				return nil, fmt.Errorf("read scenario on line %d: %q is expected, but no customer has that name", n, *o.Expected)
			}
		}
		scenarios = append(scenarios, s)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read scenarios: %w", err)
	}
	return scenarios, nil
}
