package orgs

// conclude makes a verdict of an organization's candidates, the nearest first.
func (m *matcher) conclude(o *organization, near []rated) Verdict {
	r := m.index.rules
	v := Verdict{Organization: o.id, Reason: "no customer has a name like it"}
	bucket := o.names[0].bucket
	if bucket {
		v.Reason = "a name that names nobody"
	}
	if len(near) == 0 {
		return v
	}
	for i := range near[:min(len(near), Shown)] {
		v.Candidates = append(v.Candidates, Candidate{Customer: near[i].customer.id, Score: near[i].score, Reason: near[i].reason(o)})
	}
	best, first := &near[0], &v.Candidates[0]
	twins := best.equal && m.claims[best.customer.id] > 1
	switch {
	case len(near) > 1 && r.tied(best, &near[1]) && best.score >= r.lines.Suggest:
		v.Outcome, v.Reason = Ambiguous, "several customers are about equally near"
		v.atMost(best.score / r.rivals(near))
		return v
	case twins, best.equal && bucket, best.equal && len(near) > 1 && near[1].equal:
		v.Outcome = Suggested
		v.atMost(r.lines.Shared)
		if twins {
			first.Reason += ", as other organizations"
		}
	case best.equal && m.elsewhere(near):
		v.Outcome, v.Reason = Ambiguous, "the name is one customer's, the devices are another's"
		v.atMost(best.score / 2)
		return v
	case best.equal:
		v.Outcome = Linked
	case best.score >= r.lines.Suggest:
		v.Outcome = Suggested
	default:
		v.Reason = "too little: " + first.Reason
		return v
	}
	v.Customer, v.Score, v.Reason = first.Customer, first.Score, first.Reason
	return v
}

// atMost bounds the scores of the candidates.
func (v *Verdict) atMost(score int) {
	for i := range v.Candidates {
		v.Candidates[i].Score = min(v.Candidates[i].Score, score)
	}
}

// rivals counts the best candidate and those that may as well be the one.
func (r *Rules) rivals(near []rated) int {
	n := 1
	for i := range near[1:] {
		if r.tied(&near[0], &near[i+1]) {
			n++
		}
	}
	return n
}

// tied tells whether the second-best candidate may as well be the one: it is about as
// near, or each has all of the organization's name and more.
func (r *Rules) tied(best, second *rated) bool {
	switch {
	case best.confirmed != second.confirmed:
		return false
	case best.equal && second.equal:
		return best.supported == second.supported
	case best.equal:
		return false
	case second.score > best.score-r.lines.Margin:
		return true
	case best.supported:
		return false
	case best.within && second.within && best.a == second.a && second.words&^best.words != 0:
		return true // the organization's name has the names of both
	}
	return best.covers && second.covers && best.score < r.lines.Clear && second.score > best.score-r.lines.Rival
}

// elsewhere tells whether most devices of an organization with a customer's name belong
// to other customers.
func (m *matcher) elsewhere(near []rated) bool {
	for i := range near[1:] {
		if near[i+1].devices > 0 && near[i+1].devices > near[0].devices {
			return true
		}
	}
	return false
}
