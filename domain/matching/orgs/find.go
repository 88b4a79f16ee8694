package orgs

// finder finds the customers that an organization may be. It is used by one goroutine.
type finder struct {
	index   *Index
	seen    []int32 // by customer: the round in which it was found
	round   int32
	found   []int32
	aligned alignment
	df      [][]int // of the organization that is looked at, by reading
}

func (x *Index) finder() *finder {
	return &finder{index: x, seen: make([]int32, x.size()), aligned: alignment{rules: x.rules}}
}

// candidates finds all who share something with an organization that few have.
func (f *finder) candidates(o *organization, e *evidence) []int32 {
	f.round++
	f.found = f.found[:0]
	f.index.rules.asked(o, f.take)
	e.pointed(o, f.index, f.add)
	return f.found
}

// take adds the customers of a lookup, unless they are too many to mean anything.
func (f *finder) take(l lookup) {
	before := len(f.found)
	left := f.index.rules.limits.Postings
	f.index.each(l, func(i int32) {
		if left--; left >= 0 {
			f.add(i)
		}
	})
	if left >= 0 {
		return
	}
	for _, i := range f.found[before:] { // too many
		f.seen[i] = 0
	}
	f.found = f.found[:before]
}

func (f *finder) add(i int32) {
	if f.seen[i] != f.round {
		f.seen[i] = f.round
		f.found = append(f.found, i)
	}
}

// frequencies are how many customers have each word of an organization's readings.
func (f *finder) frequencies(o *organization) [][]int {
	f.df = f.df[:0]
	for i := range o.names {
		for j := range o.names[i].readings {
			tokens := o.names[i].readings[j].tokens
			all := make([]int, len(tokens))
			for k := range tokens {
				all[k] = f.index.count(lookupOf(byWord, tokens[k].text))
			}
			f.df = append(f.df, all)
		}
	}
	return f.df
}
