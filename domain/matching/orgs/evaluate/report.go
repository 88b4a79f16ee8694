package evaluate

import (
	"cmp"
	"slices"
)

// Tally counts the organizations of one kind of one scenario, or of more.
type Tally struct {
	Scenario string `json:"scenario"` // "" for all
	Kind     string `json:"kind"`     // "" for all
	Cases    int    `json:"cases"`
	Positive int    `json:"positive"` // cases with a right answer
	Linked   int    `json:"linked"`
	Right    int    `json:"right"` // of those linked or suggested
	Wrong    int    `json:"wrong"`
	// LinkedWrong are those of Wrong that were linked at once.
	LinkedWrong     int     `json:"linked_wrong"`
	LinkedPrecision float64 `json:"linked_precision"` // 1 where nothing was linked
	Precision       float64 `json:"precision"`        // 1 where nothing was proposed
	Recall          float64 `json:"recall"`           // 1 where there is nothing to find
	F1              float64 `json:"f1"`
	// RecallAtP99 is the highest recall of a line of the score at which 99 of 100
	// proposals are right.
	RecallAtP99 float64 `json:"recall_at_p99"`
}

// Proposed is how many of the cases were proposed to somebody.
func (t *Tally) Proposed() int { return t.Right + t.Wrong }

// Band is what became of the proposals of ten scores; the last holds 100, too.
type Band struct {
	From  int     `json:"from"`
	Cases int     `json:"cases"`
	Right int     `json:"right"`
	Share float64 `json:"share"`
}

// Report is the outcome of all scenarios.
type Report struct {
	Rules string `json:"rules"`
	Rows  []Row  `json:"rows"`
	// Kinds are tallies of each kind of each scenario, Scenarios of each scenario.
	Kinds     []Tally `json:"kinds"`
	Scenarios []Tally `json:"scenarios"`
	All       Tally   `json:"all"`
	Bands     []Band  `json:"bands"`
}

type group struct{ scenario, kind string }

func (report *Report) count() {
	groups := make(map[group][]*Row)
	report.Bands = make([]Band, 10)
	for i := range report.Rows {
		r := &report.Rows[i]
		for _, g := range []group{{r.Scenario, r.Kind}, {r.Scenario, ""}, {"", ""}} {
			groups[g] = append(groups[g], r)
		}
		if r.Match != nil {
			band := &report.Bands[min(r.Score/10, len(report.Bands)-1)]
			band.Cases++
			if r.Right() {
				band.Right++
			}
		}
	}
	for i := range report.Bands {
		b := &report.Bands[i]
		b.From, b.Share = 10*i, ratio(b.Right, b.Cases)
	}
	for g, rows := range groups {
		t := tally(g, rows)
		switch {
		case g.kind != "":
			report.Kinds = append(report.Kinds, t)
		case g.scenario != "":
			report.Scenarios = append(report.Scenarios, t)
		default:
			report.All = t
		}
	}
	byName := func(a, b Tally) int { return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.Kind, b.Kind)) }
	slices.SortFunc(report.Kinds, byName)
	slices.SortFunc(report.Scenarios, byName)
}

func tally(g group, rows []*Row) Tally {
	t := Tally{Scenario: g.scenario, Kind: g.kind, Cases: len(rows)}
	for _, r := range rows {
		if r.Expected != nil {
			t.Positive++
		}
		linked := r.Verdict == "linked"
		if linked {
			t.Linked++
		}
		switch {
		case r.Match == nil:
		case r.Right():
			t.Right++
		default:
			t.Wrong++
			if linked {
				t.LinkedWrong++
			}
		}
	}
	t.LinkedPrecision = ratio(t.Linked-t.LinkedWrong, t.Linked)
	t.Precision, t.Recall = ratio(t.Right, t.Proposed()), ratio(t.Right, t.Positive)
	if t.Precision+t.Recall > 0 {
		t.F1 = 2 * t.Precision * t.Recall / (t.Precision + t.Recall)
	}
	t.RecallAtP99 = recallAt(rows, t.Positive, 0.99)
	return t
}

// ratio is 1 where there is nothing to count.
func ratio(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// recallAt is the highest recall of all lines at which the precision is reached.
func recallAt(rows []*Row, positive int, precision float64) float64 {
	proposed := slices.DeleteFunc(slices.Clone(rows), func(r *Row) bool { return r.Match == nil })
	slices.SortFunc(proposed, func(a, b *Row) int { return cmp.Compare(b.Score, a.Score) })
	best, right := 0, 0
	for i, r := range proposed {
		if r.Right() {
			right++
		}
		lineEnds := i == len(proposed)-1 || proposed[i+1].Score != r.Score
		if lineEnds && ratio(right, i+1) >= precision {
			best = right
		}
	}
	return ratio(best, positive)
}
