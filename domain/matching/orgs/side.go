package orgs

// side is one of the two names with what became of its words.
type side struct {
	r     *reading
	by    []int8
	other *reading
	with  []int8
}

// small tells whether a word is a "the" before a name, or a filler between words that
// are left over, too.
func (s *side) small(at int) bool {
	if s.r.tokens[at].class != filler {
		return false
	}
	leftOver := func(i int) bool {
		return i >= 0 && i < len(s.r.tokens) && s.by[i] == open && s.r.tokens[i].class < filler
	}
	return at == 0 && s.r.tokens[0].raw == "the" || leftOver(at-1) || leftOver(at+1)
}

func (s *side) firstMatched() int {
	for i := range s.r.tokens {
		if s.by[i] != open && s.r.tokens[i].class < form {
			return i
		}
	}
	return len(s.r.tokens)
}

func (s *side) lastMatched() int {
	for i := len(s.r.tokens) - 1; i >= 0; i-- {
		if s.by[i] != open && s.r.tokens[i].class < form {
			return i
		}
	}
	return -1
}

// complete tells whether the other name ends as names of whole companies do.
func (s *side) complete() bool {
	for j := len(s.other.tokens) - 1; j >= 0; j-- {
		if s.other.tokens[j].class < filler && !s.other.tokens[j].aside {
			return s.other.tokens[j].class == corporate && s.with[j] != open
		}
	}
	return false
}

// whole tells whether every word that counts of the other name has its counterpart, and
// how many there are.
func (s *side) whole() (count int, all bool) {
	for j := range s.other.tokens {
		if s.other.tokens[j].class >= filler {
			continue
		}
		if s.with[j] == open {
			return 0, false
		}
		count++
	}
	return count, true
}

// apart tells whether a word's part of the name, behind a comma or aside, has nothing in
// common with the other name.
func (s *side) apart(at int) bool {
	t := &s.r.tokens[at]
	if t.part == 0 {
		return false
	}
	for i := range s.r.tokens {
		if s.r.tokens[i].part == t.part && s.by[i] != open && s.r.tokens[i].class < form {
			return false
		}
	}
	return true
}

// extra is the difference that a word makes which only one name has.
func (s *side) extra(at, last int) difference {
	t := &s.r.tokens[at]
	apart := t.aside || s.apart(at)
	switch {
	case t.behind && t.class < filler && !(t.class == number && t.raw == t.text) && t.class != region:
		return extraAside
	case t.behind && t.class == region:
		return extraPlaceAside
	case apart && (t.class == place || t.class == region && t.bracket):
		return extraPlaceAside
	case apart && (t.class == rare || t.class == plain || t.class == number && t.raw != t.text && t.raw[0] > '9' && len(t.raw) > 2):
		return extraAside
	case t.class == place && s.first(at):
		return extraRare
	case at > last && last >= 0 && (t.class == rare || t.class == plain) && !s.joined(at):
		if _, all := s.whole(); all {
			if t.class == plain {
				return extraPlain
			}
			return extraTail
		}
	}
	return extras[t.class]
}

// first tells whether a word is the first that counts.
func (s *side) first(at int) bool {
	for i := range at {
		if s.r.tokens[i].class < filler {
			return false
		}
	}
	return true
}

// joined tells whether "and" stands before a word.
func (s *side) joined(at int) bool {
	return at > 0 && s.r.tokens[at-1].raw == "and" || at > 0 && s.r.tokens[at-1].text == "and"
}
