package orgs

// lookup is what parties are found by: a hash of a word, an acronym and so on, with its
// kind. Two that have the same hash by chance are compared for nothing.
type lookup uint64

// Kinds of lookups.
const (
	byKey     = 'k'
	byWord    = 'w'
	byPair    = 'p' // two words of a name, in any order
	byAcronym = 'a'
	bySquash  = 'q' // the beginning of a name without spaces
	byJoin    = 'j' // two neighbouring words
	bySlip    = 's' // a word without one or two of its letters
	byDomain  = 'd'
)

const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

// lookupOf is FNV-1a, mixed so that its upper bits are as good as the others.
func lookupOf(kind byte, parts ...string) lookup {
	h := (uint64(hashSeed) ^ uint64(kind)) * hashPrime
	for _, part := range parts {
		for i := range len(part) {
			h = (h ^ uint64(part[i])) * hashPrime
		}
	}
	return mixed64(h)
}

func mixed64(h uint64) lookup {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	return lookup(h)
}

func pairOf(a, b string) lookup {
	if a > b {
		a, b = b, a
	}
	return lookupOf(byPair, a, "\x00", b)
}

// mostPairs is how many words of a name are looked up in pairs.
const mostPairs = 7

// key calls use for the name as a whole.
func (n *name) lookup(use func(lookup)) {
	if n.key != "" {
		use(lookupOf(byKey, n.key))
	}
}

// shared calls use for what both sides are found by: words, pairs of them, words with
// slips, and the beginning of the name. General words count only where all is set, or
// where the name has no others.
func (r *Rules) shared(n *reading, all bool, use func(lookup)) {
	var words [mostPairs]*token
	count := 0
	all = all || !n.distinct()
	slips := n.mostTelling()
	for i := range n.tokens {
		t := &n.tokens[i]
		if !t.counts() {
			continue
		}
		if all || t.distinct() {
			use(lookupOf(byWord, t.text))
		}
		for k := range count {
			if all || t.distinct() || words[k].distinct() {
				use(pairOf(words[k].text, t.text))
			}
		}
		if count < mostPairs {
			words[count] = t
			count++
		}
		if slips[t.class] {
			r.slipped(t.raw, use)
		}
	}
	if len(n.squash) >= r.limits.Squash {
		use(lookupOf(bySquash, n.squash[:r.limits.Squash]))
	}
}

// stored calls use for everything that a customer is found by.
func (r *Rules) stored(c *organization, use func(lookup)) {
	for i := range c.names {
		c.names[i].lookup(use)
		for j := range c.names[i].readings {
			n := &c.names[i].readings[j]
			r.shared(n, true, use)
			for k := 1; k < len(n.tokens); k++ {
				if n.tokens[k-1].class != form {
					use(lookupOf(byJoin, n.tokens[k-1].raw, n.tokens[k].raw))
				}
			}
			for _, initials := range [...]string{n.initials, n.longer} {
				if len(initials) >= r.limits.Acronym {
					use(lookupOf(byAcronym, initials))
				}
			}
		}
	}
	for _, domain := range c.domains {
		use(lookupOf(byDomain, domain))
	}
}

// asked calls use for everything that an organization looks for.
func (r *Rules) asked(o *organization, use func(lookup)) {
	for i := range o.names {
		o.names[i].lookup(use)
		for j := range o.names[i].readings {
			n := &o.names[i].readings[j]
			r.shared(n, false, use)
			for k := range n.tokens {
				t := &n.tokens[k]
				if !t.counts() {
					continue
				}
				use(lookupOf(byJoin, t.raw))
				use(lookupOf(byAcronym, t.raw))
				if k > 0 {
					use(lookupOf(byWord, n.tokens[k-1].raw, t.raw))
				}
			}
			for _, initials := range [...]string{n.initials, n.longer} {
				if len(initials) >= r.limits.Acronym {
					use(lookupOf(byWord, initials))
				}
			}
		}
	}
	for _, domain := range o.domains {
		use(lookupOf(byDomain, domain))
	}
}

// distinct tells whether a word may be what tells a name from others.
func (t *token) distinct() bool { return t.class == rare || t.class == plain || t.class == number }

func (n *reading) distinct() bool {
	for i := range n.tokens {
		if t := &n.tokens[i]; t.distinct() && t.class != number {
			return true
		}
	}
	return false
}

// mostTelling are the classes of words that are looked up with slips: a misspelt word is
// a rare one, but what it was meant to be may be a word of the language or a city where
// the name has nothing rarer, as in "Partridge Law Firm".
func (n *reading) mostTelling() (is [classes]bool) {
	is[rare] = true
	for i := range n.tokens {
		if n.tokens[i].class == rare {
			return is
		}
	}
	is[plain], is[place] = true, true
	return is
}

// longestTwice is how many letters a word has at most that is looked up with two slips.
const longestTwice = 20

// slipped calls use for a word, and for it without each of its letters and, in most
// words, without each two.
func (r *Rules) slipped(word string, use func(lookup)) {
	if len(word) < r.limits.Typo || len(word) > longest {
		return
	}
	use(lookupOf(bySlip, word))
	for i := range len(word) {
		if i > 0 && word[i] == word[i-1] {
			continue
		}
		use(lookupOf(bySlip, word[:i], word[i+1:]))
		if len(word) < r.limits.Typos || len(word) > longestTwice {
			continue
		}
		for j := i + 1; j < len(word); j++ {
			if word[j] != word[j-1] || j == i+1 {
				use(lookupOf(bySlip, word[:i], word[i+1:j], word[j+1:]))
			}
		}
	}
}
