package cli

import "fmt"

// measured is a goal with what was measured.
type measured struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Goal  float64 `json:"goal"`
	Met   bool    `json:"met"`
}

// showGoals prints goals, those that are missed first. A miss is an error of its own.
func (c *cli) showGoals(goals []measured) error {
	var missed, met []measured
	for _, goal := range goals {
		if goal.Met {
			met = append(met, goal)
		} else {
			missed = append(missed, goal)
		}
	}
	all := append(missed, met...)
	err := c.show(all, []string{"GOAL", "VALUE", "LINE", "MET"}, func() [][]string {
		var rows [][]string
		for _, goal := range all {
			answer := "yes"
			if !goal.Met {
				answer = "NO"
			}
			rows = append(rows, []string{goal.Name, fmt.Sprintf("%.4f", goal.Value), fmt.Sprintf("%.4f", goal.Goal), answer})
		}
		return rows
	})
	if err == nil && len(missed) > 0 {
		return &differsError{fmt.Sprintf("%d of %d goals are missed", len(missed), len(all))}
	}
	return err
}
