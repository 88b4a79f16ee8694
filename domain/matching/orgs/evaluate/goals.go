package evaluate

import (
	"fmt"
	"strings"
)

// Goals of the matching of organizations.
const (
	GoalLinked    = 0.998 // precision of what is linked at once
	GoalPrecision = 0.99  // of links and suggestions together
	GoalRecall    = 0.965
	// GoalVariant is the recall of real pairs whose normalised names differ.
	GoalVariant = 0.72
	// GoalPositive is the recall of generated kinds, whose names begin with "pos-".
	GoalPositive = 0.97
	// GoalNull is the share of a kind that must be told apart that may be proposed: none.
	GoalNull = 0
)

// aliases are scenarios whose recall is only told: many of their names have nothing in
// common.
const aliases = "nsi-alias"

// Goal is one thing that a report is held to.
type Goal struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Goal  float64 `json:"goal"`
	Met   bool    `json:"met"`
}

// Goals compares a report with the goals: every scenario, its kinds, and every band of
// scores, whose share of right proposals must reach its lower edge.
func (report *Report) Goals() []Goal {
	var goals []Goal
	least := func(name string, value, goal float64) {
		goals = append(goals, Goal{Name: name, Value: value, Goal: goal, Met: value >= goal})
	}
	for _, t := range report.Scenarios {
		least(t.Scenario+": precision of links", t.LinkedPrecision, GoalLinked)
		least(t.Scenario+": precision", t.Precision, GoalPrecision)
		if t.Scenario != aliases {
			least(t.Scenario+": recall", t.Recall, GoalRecall)
		}
	}
	for _, t := range report.Kinds {
		name := t.Scenario + ", " + t.Kind
		switch {
		case t.Kind == "real-variant":
			least(name+": recall", t.Recall, GoalVariant)
		case strings.HasPrefix(t.Kind, "pos-"):
			least(name+": recall", t.Recall, GoalPositive)
		case strings.HasPrefix(t.Kind, "null-") && t.Kind != "null-real":
			share := ratio(t.Proposed(), t.Cases)
			goals = append(goals, Goal{Name: name + ": proposed", Value: share, Goal: GoalNull, Met: share <= GoalNull})
		}
	}
	for _, b := range report.Bands {
		if b.Cases > 0 {
			least(fmt.Sprintf("%d and above: right", b.From), b.Share, float64(b.From)/100)
		}
	}
	return goals
}
