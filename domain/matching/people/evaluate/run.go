package evaluate

import (
	"cmp"
	"slices"
	"time"

	"coresync/domain/matching/people"
)

// Row is what became of one case.
type Row struct {
	ID       string `json:"id"`
	Scenario string `json:"scenario"` // the case's kind
	Name     string `json:"name"`     // the account
	Expected *int   `json:"expected"`
	// Verdict is "suggested" or "none"; nobody is linked without a person.
	Verdict string `json:"verdict"`
	// Match and Second are positions among the case's contacts; null: nobody.
	Match       *int   `json:"match"`
	Score       int    `json:"score"`
	Second      *int   `json:"second"`
	SecondScore int    `json:"second_score"`
	Reason      string `json:"reason"`
}

// Right tells whether the proposed contact is the right one.
func (r *Row) Right() bool {
	return r.Match != nil && r.Expected != nil && *r.Match == *r.Expected
}

// Tally counts the cases of a kind at the line from which a suggestion is pre-selected.
type Tally struct {
	Kind      string  `json:"kind"`
	Cases     int     `json:"cases"`
	Positive  int     `json:"positive"` // cases with a right answer
	Right     int     `json:"right"`
	Wrong     int     `json:"wrong"`
	Precision float64 `json:"precision"` // 1 where nothing was proposed
	Recall    float64 `json:"recall"`    // 1 where there is nothing to find
	F1        float64 `json:"f1"`
	// RecallAtP99 is the highest recall of a line at which 99 of 100 suggestions are right.
	RecallAtP99 float64 `json:"recall_at_p99"`
}

// Band is what became of the suggestions of ten percentages; the last holds 100, too.
type Band struct {
	From  int     `json:"from"`
	Cases int     `json:"cases"`
	Right int     `json:"right"`
	Share float64 `json:"share"`
}

// Report is the outcome of all cases.
type Report struct {
	Rules string  `json:"rules"`
	Rows  []Row   `json:"rows"`
	Kinds []Tally `json:"kinds"`
	All   Tally   `json:"all"`
	Bands []Band  `json:"bands"`
}

// Run matches every case by itself and counts. The clock, which may be nil, is asked
// before and after each match; took is the sum.
func Run(rules *people.Rules, cases []Case, clock func() time.Time) (report Report, took time.Duration) {
	if clock == nil {
		clock = func() time.Time { return time.Time{} }
	}
	report.Rules = rules.Version()
	for i := range cases {
		c := &cases[i]
		m := rules.Matcher(people.Customer{Contacts: c.Contacts})
		before := clock()
		v := m.Match(people.Query{Account: c.Account})
		took += clock().Sub(before)
		report.Rows = append(report.Rows, row(c, &v))
	}
	report.count(rules.High())
	return report, took
}

func row(c *Case, v *people.Verdict) Row {
	r := Row{ID: c.ID, Scenario: c.Kind, Name: c.Account, Expected: c.Expected, Verdict: "none", Reason: v.Reason()}
	at := func(i int) (*int, int) {
		if i >= len(v.Candidates) {
			return nil, 0
		}
		p := position(v.Candidates[i].Contact)
		return &p, v.Candidates[i].Percent
	}
	var best *int
	best, r.Score = at(0)
	r.Second, r.SecondScore = at(1)
	if _, ok := v.Best(); ok {
		r.Verdict, r.Match = "suggested", best
	}
	return r
}

func (report *Report) count(high int) {
	kinds := make(map[string]*Tally)
	all := Tally{Kind: "all"}
	report.Bands = make([]Band, 10)
	for i := range report.Rows {
		r := &report.Rows[i]
		kind := kinds[r.Scenario]
		if kind == nil {
			kind = &Tally{Kind: r.Scenario}
			kinds[r.Scenario] = kind
		}
		kind.add(r, high)
		all.add(r, high)
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
	for _, kind := range kinds {
		kind.finish(report.Rows, func(r *Row) bool { return r.Scenario == kind.Kind })
		report.Kinds = append(report.Kinds, *kind)
	}
	slices.SortFunc(report.Kinds, func(a, b Tally) int { return cmp.Compare(a.Kind, b.Kind) })
	all.finish(report.Rows, func(*Row) bool { return true })
	report.All = all
}

func (t *Tally) add(r *Row, high int) {
	t.Cases++
	if r.Expected != nil {
		t.Positive++
	}
	switch {
	case r.Match == nil || r.Score < high:
	case r.Right():
		t.Right++
	default:
		t.Wrong++
	}
}

func (t *Tally) finish(rows []Row, mine func(*Row) bool) {
	t.Precision, t.Recall = ratio(t.Right, t.Right+t.Wrong), ratio(t.Right, t.Positive)
	if t.Precision+t.Recall > 0 {
		t.F1 = 2 * t.Precision * t.Recall / (t.Precision + t.Recall)
	}
	t.RecallAtP99 = recallAt(rows, mine, t.Positive, 0.99)
}

// ratio is 1 where there is nothing to count.
func ratio(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// recallAt is the highest recall of all lines at which the precision is reached.
func recallAt(rows []Row, mine func(*Row) bool, positive int, precision float64) float64 {
	proposed := make([]*Row, 0, len(rows))
	for i := range rows {
		if rows[i].Match != nil && mine(&rows[i]) {
			proposed = append(proposed, &rows[i])
		}
	}
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
