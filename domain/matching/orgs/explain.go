package orgs

import (
	"fmt"
	"strings"
)

// Explanation says step by step how the name of an organization leads to a verdict.
type Explanation struct {
	// Key is the name as it is compared for equality.
	Key   string `json:"key"`
	Steps []Step `json:"steps"`
	// Verdict is what Match gives an organization of this name that stands alone.
	Verdict Verdict `json:"-"`
}

// Step is one thing that was looked at.
type Step struct {
	What   string `json:"what"`
	Result string `json:"result"`
}

// Explain matches one organization by the code of Match, and says how. e may be nil.
func (x *Index) Explain(p Party, e *Evidence) Explanation {
	b := newBatch(x.rules, []Party{p}, nil, e)
	o, m := &b.all[0], x.matcher(b)
	explained := Explanation{Key: o.names[0].key, Steps: []Step{}}
	step := func(what, result string) { explained.Steps = append(explained.Steps, Step{what, result}) }
	for i := range o.names {
		for j := range o.names[i].readings {
			n := &o.names[i].readings[j]
			step("read as", n.text(x))
		}
	}
	near := m.rate(o)
	step("customers looked at", fmt.Sprint(len(m.found)))
	for i := range near {
		step(fmt.Sprintf("%s: %d", near[i].customer.names[0].form, near[i].score), near[i].arithmetic(x.rules))
	}
	explained.Verdict = m.conclude(o, near)
	step("verdict", explained.Verdict.Outcome.String()+": "+explained.Verdict.Reason)
	return explained
}

// text shows how a name was understood: each word that is more than a word with its
// class, those that several customers have with their number.
func (n *reading) text(x *Index) string {
	var words []string
	for i := range n.tokens {
		t := &n.tokens[i]
		var notes []string
		if t.text != t.raw {
			notes = append(notes, "= "+t.text)
		}
		if t.class != rare {
			notes = append(notes, classNames[t.class])
		}
		if t.aside {
			notes = append(notes, "aside")
		}
		if df := x.count(lookupOf(byWord, t.text)); df > 1 {
			notes = append(notes, fmt.Sprintf("%d customers", df))
		}
		word := t.raw
		if len(notes) > 0 {
			word += " (" + strings.Join(notes, ", ") + ")"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// arithmetic shows what the differences between two names cost.
func (r *rated) arithmetic(rules *Rules) string {
	if r.equal {
		return strings.Join(append([]string{"equal after normalisation"}, r.evidence...), ", ")
	}
	parts := []string{"100"}
	for _, n := range r.notes {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("− %d %s %s", rules.costs[n.what], strings.ReplaceAll(differenceNames[n.what], "_", " "), n.word)))
	}
	if r.lacking > 0 {
		parts = append(parts, fmt.Sprintf("− %d the equal words tell little", r.lacking))
	}
	return strings.Join(append(parts, r.evidence...), ", ")
}
