package evaluate

import (
	"fmt"
	"strings"
)

// Goals of the matching of people, at the line from which a suggestion is pre-selected.
const (
	GoalPrecision = 0.995
	GoalRecall    = 0.985
	// GoalRecallReal is for kinds of real accounts, whose names begin with "real": some
	// people's accounts have nothing to do with their names.
	GoalRecallReal = 0.92
)

// Goal is one thing that a report is held to.
type Goal struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Goal  float64 `json:"goal"`
	Met   bool    `json:"met"`
}

// Goals compares a report with the goals: all cases together, every kind, and every
// band of percentages, whose share of right suggestions must reach its lower edge.
func (report *Report) Goals() []Goal {
	var goals []Goal
	least := func(name string, value, goal float64) {
		goals = append(goals, Goal{Name: name, Value: value, Goal: goal, Met: value >= goal})
	}
	for _, t := range append([]Tally{report.All}, report.Kinds...) {
		if t.Positive == 0 {
			goals = append(goals, Goal{Name: t.Kind + ": pre-selected", Value: float64(t.Wrong), Met: t.Wrong == 0})
			continue
		}
		least(t.Kind+": precision", t.Precision, GoalPrecision)
		recall := GoalRecall
		if strings.HasPrefix(t.Kind, "real") {
			recall = GoalRecallReal
		}
		least(t.Kind+": recall", t.Recall, recall)
	}
	for _, b := range report.Bands {
		if b.Cases > 0 {
			least(fmt.Sprintf("%d %% and above: right", b.From), b.Share, float64(b.From)/100)
		}
	}
	return goals
}
