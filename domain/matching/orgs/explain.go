package orgs

// Explanation says step by step how the name of an organization leads to a verdict.
type Explanation struct {
	// Key is the name as it is compared.
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
func (x *Index) Explain(organization Party, e *Evidence) Explanation {
	return Explanation{
		Key:     x.rules.lexicon.names.Key(organization.Name),
		Steps:   []Step{},
		Verdict: x.Match([]Party{organization}, nil, e)[0],
	}
}
